import { CONTROLS } from '../../shared/controls/index.ts';
import { defineConfig } from '../../shared/settings.ts';
import { LIMITS } from '../../shared/sweep/services.ts';
import { CALLS } from '../bench/budgets.ts';

/** A number that the code or a bench gives. */
export interface Measure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The command that shows it, or the file that sets it. */
  readonly how: string;
}

const COSTS = '`npm run bench -- costs`';
const REMEDIATE = '`npm run bench -- remediate`';
const SWEEP = '`npm run bench -- sweep --sizes 1000,10000`';
const defaults = defineConfig({});

function measure(what: string, value: number, unit: string, how: string): Measure {
  return { what, value, unit, how };
}

/** Counts and bytes are the code's own; times are of a machine with 2 cores, and say under what load. */
export const MEASURED = {
  memoryMb: measure('memory of the functions', 512, 'MB', 'infra/constructs/service-function.ts'),
  pageBuckets: measure(
    'buckets a page of the list',
    LIMITS.pageSize,
    '',
    'shared/sweep/services.ts',
  ),
  chunkBuckets: measure(
    'buckets a chunk of a sweep',
    LIMITS.chunkSize,
    '',
    'shared/sweep/services.ts',
  ),
  reconcilesAtOnce: measure(
    'looks at once in an instance',
    LIMITS.atOnce,
    '',
    'shared/sweep/services.ts',
  ),
  sweepInstances: measure(
    'instances of the sweep at most',
    defaults.sweep.maxConcurrency,
    '',
    'shared/settings.ts',
  ),
  logDays: measure('days that logs are kept', defaults.logRetentionDays, '', 'shared/settings.ts'),
  journalDays: measure(
    'days that changes are kept',
    defaults.journalRetentionDays,
    '',
    'shared/settings.ts',
  ),
  sweepDays: measure(
    'days that pages and chunks of a sweep are kept',
    30,
    '',
    'functions/sweep/services.ts',
  ),

  settingsRead: measure('S3 reads a look', CALLS.compliant.reads - 1, '', REMEDIATE),
  stateReads: measure('reads of the journal a look', 1, '', REMEDIATE),
  sweptStateReads: measure(
    'items of the journal read for a swept bucket',
    2,
    '',
    'shared/sweep/recall-many.ts',
  ),
  readsAgain: measure('further S3 reads of a broken look', CALLS.broken.readsAgain, '', REMEDIATE),
  settingsWritten: measure('S3 writes of a broken look', CALLS.broken.writes, '', REMEDIATE),
  publishes: measure('publishes of a broken look', CALLS.broken.publishes, '', REMEDIATE),
  compliantRounds: measure('rounds of calls that a compliant look waits for', 1, '', REMEDIATE),
  brokenRounds: measure('the same, broken', 6, '', REMEDIATE),
  compliantOwnMs: measure('own work of a compliant look', 4.8, 'ms', `${REMEDIATE}, load 0.4`),
  brokenOwnMs: measure('the same, broken', 21.7, 'ms', `${REMEDIATE}, load 0.4`),
  compliantLogBytes: measure('log of a compliant look', 2839, 'bytes', COSTS),
  brokenLogBytes: measure('the same, broken', 3188, 'bytes', COSTS),
  compliantSeries: measure('metrics that compliant looks make', 4, '', COSTS),
  brokenSeries: measure('further ones that broken looks make', 5, '', COSTS),

  // The first thousand of a process: ten thousand need 3.5 ms, but an instance of Lambda seldom gets so far.
  sweptCpuMs: measure(
    'own work a swept bucket, compliant, calls without TLS',
    5.7,
    'ms',
    `${SWEEP}, load 2 to 5`,
  ),
  sweepLogBytes: measure('log of a sweep that repairs nothing', 2825, 'bytes', COSTS),
  sweepSeries: measure('metrics that a sweep makes', 10, '', COSTS),
  configRules: measure(
    "rules of AWS Config, with configRules: 'create'",
    CONTROLS.length,
    '',
    'infra/constructs/config-rules.ts',
  ),
  allSeries: measure(
    'metrics that there can be',
    // Seven statuses a control, ten ends of a message, the time to fix, the age of what is tried
    // again, three a control of sweeps and their end.
    CONTROLS.length * 7 + 10 + 2 + CONTROLS.length * 3 + 1,
    '',
    'functions/*/telemetry.ts',
  ),
  alarms: measure('metrics that alarms watch', 10, '', 'infra/constructs/alarms.ts'),
  // Two that watch a metric and a clock, and one on deliveries.
  silenceMetrics: measure(
    'metrics that the alarms on silence watch',
    5,
    '',
    'infra/constructs/silence-alarms.ts',
  ),
  heartbeatLogBytes: measure('log of a heartbeat', 787, 'bytes', COSTS),

  changeBytes: measure('a change in the journal', 713, 'bytes', COSTS),
  stateBytes: measure("a bucket's state in the journal", 323, 'bytes', COSTS),
  pageBytesABucket: measure('a page of the list, a bucket', 72, 'bytes', COSTS),
  sweepBytes: measure("a sweep's record", 520, 'bytes', COSTS),
} as const;
