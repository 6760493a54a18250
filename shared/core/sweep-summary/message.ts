import { STATUS_NAMES, type Status } from '../../model/status.ts';
import type { Limits } from '../alert/fit.ts';
import { highestOf } from '../alert/severity.ts';
import { tidier } from '../alert/shorten.ts';
import type { Exemption } from '../exemptions.ts';
import type { HearingFinding } from '../hearing/check.ts';
import type { SweepSummary } from '../sweep/summary.ts';
import type { SweepMessage } from './schema.ts';

const NONE = Object.fromEntries(STATUS_NAMES.map((status) => [status, 0])) as Record<Status, 0>;

const LISTS = ['controls', 'worst', 'fixed', 'expiring', 'unforwarded', 'hearing'] as const;

/** The summary of a sweep as machines get it, with what is longer than the limits cut and counted. */
export function toSweepMessage(summary: SweepSummary, limits: Limits): SweepMessage {
  const { tidy, clipped } = tidier(limits.text);
  const lists = {
    controls: Object.entries(summary.controls).map(([id, counts]) => ({ id, ...NONE, ...counts })),
    worst: [...summary.worst],
    fixed: [...summary.fixed],
    expiring: summary.expiring.map(toExpiring),
    unforwarded: [...summary.unforwarded],
    hearing: summary.hearing.map(toHearing),
  };
  const cut = Object.fromEntries(
    LISTS.map((name) => [name, lists[name].slice(0, limits.items)]),
  ) as typeof lists;
  const message = tidy<SweepMessage>({
    schema: 'bucket-warden/sweep-summary',
    version: '1.0',
    id: summary.id,
    time: summary.finishedAt,
    startedAt: summary.startedAt,
    trigger: summary.trigger,
    ...(summary.askedBy !== undefined && { askedBy: summary.askedBy }),
    mode: summary.mode,
    isFirst: summary.isFirst,
    enforcing: summary.enforcing,
    account: summary.account,
    region: summary.region,
    severity: highestOf(
      (summary.worst.length > 0 ? summary.worst : summary.fixed).map(({ severity }) => severity),
    ),
    buckets: summary.buckets,
    ...(summary.incomplete && { incomplete: { ...summary.incomplete } }),
    outcomes: { ...NONE, gone: 0, ...summary.outcomes },
    ...(summary.refused.buckets > 0 && { refused: toRefused(summary.refused, limits.items) }),
    ...(summary.unheard && {
      unheard: { ...summary.unheard, named: [...summary.unheard.named] },
    }),
    ...cut,
  });
  const shortened = Object.fromEntries(
    [
      ['texts', clipped()] as const,
      ...LISTS.map((name) => [name, lists[name].length - cut[name].length] as const),
    ].filter(([, count]) => count > 0),
  );
  return Object.keys(shortened).length === 0 ? message : { ...message, shortened };
}

function toHearing({ state, text, advice }: HearingFinding) {
  return { state, text, ...(advice !== undefined && { advice }) };
}

/** How many of them are named can be told from the count. */
function toRefused({ buckets, named }: SweepSummary['refused'], most: number) {
  return {
    buckets,
    named: named.slice(0, most).map((one) => ({ ...one, controls: [...one.controls] })),
  };
}

function toExpiring({ source, id, bucket, controls, reason, owner, expires }: Exemption) {
  return {
    source,
    ...(id !== undefined && { id }),
    ...{ bucket, reason, owner },
    ...(expires !== undefined && { expires }),
    ...(controls && { controls: [...controls] }),
  };
}
