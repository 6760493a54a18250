import * as v from 'valibot';
import { CONTROLS } from './controls/index.ts';
import { LONGEST_EXEMPTION_DAYS } from './core/exemptions.ts';
import { noneTooLong } from './longest-exemption.ts';
import { MODES, type Mode, PROFILES } from './model/control.ts';

const ModeSchema = v.picklist(MODES);

type AControl = (typeof CONTROLS)[number];
type ControlId = AControl['id'];

/** CloudWatch Logs accepts these retentions and no others. */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
] as const;

/** A sweep begins no look in a function's last 15 seconds, so one that lives for less would never begin any. */
const LEAST_TIMEOUT_SECONDS = 30;

function wholeNumber(least: number, most: number) {
  const message = `expected a whole number from ${least} to ${most}`;
  return v.pipe(
    v.number(message),
    v.integer(message),
    v.minValue(least, message),
    v.maxValue(most, message),
  );
}

function eachOnce(what: string) {
  return v.check<string[], string>(
    (list) => new Set(list).size === list.length,
    `expected each ${what} once`,
  );
}

/** Requests for sweeps that are taken at once: the least that Lambda takes. */
export const REQUESTS_AT_ONCE = 2;

/** With fewer than the queues may ask for, Lambda would refuse to run some, and their messages would count as received. */
function isEnoughReserved(
  settings: {
    readonly maxConcurrency: number;
    readonly reservedConcurrency?: number | undefined;
  },
  more = 0,
): boolean {
  const { maxConcurrency, reservedConcurrency = maxConcurrency + more } = settings;
  return reservedConcurrency >= maxConcurrency + more;
}

const CONTROL_IDS = CONTROLS.map((control) => control.id);

const SomeControls = v.pipe(
  v.array(v.picklist(CONTROL_IDS)),
  v.minLength(1, 'expected at least one control'),
);

const BucketPattern = v.pipe(
  v.string(),
  // Wide enough for names that us-east-1 gave before March 2018.
  v.regex(/^[A-Za-z0-9._*?-]{1,255}$/, 'expected a bucket name, in which * and ? are wildcards'),
);

const TagKey = v.pipe(v.string(), v.regex(/^.{1,128}$/u, 'expected the key of a tag'));

const Words = v.pipe(v.string(), v.regex(/\S/, 'expected a few words'));

const RoleArn = v.pipe(
  v.string(),
  v.regex(
    /^arn:aws[a-z-]*:iam::\d{12}:role\/([\x21-\x7e]+\/)?[\w+=,.@-]{1,64}$/,
    'expected the ARN of a role, with its path, as in "arn:aws:iam::111122223333:role/security/operator": not of a session, a user or an account',
  ),
  // An ARN operator would take them for wildcards.
  v.check((arn) => !/[*?]/.test(arn), 'expected the ARN of one role, without wildcards'),
);

const Region = v.pipe(
  v.string(),
  v.regex(/^[a-z]{2,}(-[a-z]+)+-\d$/, 'expected a Region as in "eu-central-1"'),
);

/** The options of a control, by the section that it names; nothing of one without options. */
type SectionOf<Control extends AControl> = NonNullable<Control['options']>['section'];

/** The options of the controls that have any, each in the section that it names. */
const sections = Object.fromEntries(
  CONTROLS.flatMap(({ options }) =>
    options === undefined ? [] : [[options.section, v.optional(options.schema, {})]],
  ),
) as {
  [Control in AControl as SectionOf<Control>]: v.OptionalSchema<
    NonNullable<Control['options']>['schema'],
    Record<string, never>
  >;
};

const SettingsSchema = v.pipe(
  v.strictObject({
    /** Account to deploy to, twelve digits. Without it: the account of the credentials at deployment. */
    account: v.optional(v.pipe(v.string(), v.regex(/^\d{12}$/, 'expected twelve digits'))),

    /** Home Region. Without it: the Region of the environment at deployment. */
    region: v.optional(Region),

    /** Other Regions whose events are sent home: each gets a small stack of its own. */
    regions: v.optional(v.pipe(v.array(Region), eachOnce('Region')), []),

    /** Says the mode of each control, unless `controls` or `overrides` do: the page of each control has its modes. */
    baseline: v.optional(v.picklist(PROFILES), 'essential'),

    /** Whether anything is written at all; while it is false, every `enforce` acts as `audit`. */
    enforcing: v.optional(v.boolean(), true),

    /** Modes over those of the baseline: `enforce` repairs and tells, `audit` only tells, `off` does neither. */
    controls: v.optional(
      v.strictObject(v.entriesFromList(CONTROL_IDS, v.optional(ModeSchema))),
      {},
    ),

    /** Other modes for the buckets that a name or wildcard matches. Where several match, the last counts. */
    overrides: v.optional(
      v.array(
        v.strictObject({
          bucket: BucketPattern,
          controls: v.strictObject(v.entriesFromList(CONTROL_IDS, v.optional(ModeSchema))),
        }),
      ),
      [],
    ),

    /** Buckets that controls leave alone until a day. */
    exemptions: v.optional(
      v.array(
        v.strictObject({
          bucket: BucketPattern,
          /** Without it: all controls. */
          controls: v.optional(SomeControls),
          reason: Words,
          /** Who answers for it. */
          owner: Words,
          /** The last day on which it counts, in UTC. */
          expires: v.pipe(v.string(), v.check(isDay, 'expected a day as in "2027-01-31"')),
        }),
      ),
      [],
    ),

    /** Days that an exemption may last: of the settings from today on, of a command from when it was made. */
    longestExemptionDays: v.optional(wholeNumber(1, 3650), LONGEST_EXEMPTION_DAYS),

    /** Exempts buckets that have a tag of this key. Off: whoever may tag could switch the controls off. */
    exemptByTag: v.optional(v.strictObject({ key: TagKey, controls: SomeControls })),

    ...sections,

    /** Who is told, and where. */
    alerts: v.optional(
      v.strictObject({
        /** Mail addresses; each gets a mail from AWS that it has to confirm once. */
        email: v.optional(
          v.pipe(
            v.array(v.pipe(v.string(), v.email('expected a mail address'))),
            eachOnce('address'),
          ),
          [],
        ),
        /** Slack channel, through Amazon Q Developer in chat applications; the workspace is authorised once in its console. */
        slack: v.optional(
          v.strictObject({
            workspaceId: v.pipe(
              v.string(),
              v.regex(/^[0-9A-Z]{1,255}$/, 'expected a workspace id as in "T0123ABCD"'),
            ),
            channelId: v.pipe(
              v.string(),
              v.regex(/^[A-Z0-9]{1,255}$/, 'expected a channel id as in "C0123ABCD"'),
            ),
          }),
        ),
        /** Publish to the chat topic even where this stack makes no Slack channel: for a channel that is configured elsewhere. */
        chatTopic: v.optional(v.boolean(), false),
      }),
      {},
    ),

    /**
     * ARNs of the roles of people who move dead letters back to the work queues, of the account that is deployed to. Nobody
     * else may send to these, whatever their own policies allow. `warden sweep` needs none of them.
     */
    operators: v.optional(v.pipe(v.array(RoleArn), eachOnce('role')), []),

    /** Seconds that a bucket is left to whoever is changing it before it is looked at: 0 to 900. */
    settleSeconds: v.optional(wholeNumber(0, 900), 5),

    /** How a message whose look failed (throttled, conflicting, timed out) is tried again. */
    retry: v.optional(
      v.pipe(
        v.strictObject({
          /** Seconds before the second try; doubles with each further one. */
          firstDelaySeconds: v.optional(wholeNumber(1, 900), 30),
          /** Longest wait between two tries, in seconds. */
          longestDelaySeconds: v.optional(wholeNumber(1, 43_200), 900),
          /** Seconds after its first try at which a message that fails goes to the dead-letter queue with its last error. */
          giveUpAfterSeconds: v.optional(wholeNumber(1, 1_000_000), 21_600),
        }),
        v.forward(
          v.check(
            (retry) => retry.firstDelaySeconds <= retry.longestDelaySeconds,
            'expected at least firstDelaySeconds',
          ),
          ['longestDelaySeconds'],
        ),
      ),
      {},
    ),

    /** How CloudTrail is asked to confirm an edit that a repair may have overwritten, before it is put back. */
    confirmEdits: v.optional(
      v.strictObject({
        /** Seconds before it is asked for the first time: it finds an event some minutes after it was made. */
        firstDelaySeconds: v.optional(wholeNumber(0, 900), 120),
        /**
         * Seconds after which an edit that it still does not find counts as not confirmed. One that the repair should have
         * read is waited for a quarter of an hour after the repair, and no longer than this.
         */
        giveUpAfterSeconds: v.optional(wholeNumber(0, 14_400), 2_700),
      }),
      {},
    ),

    /** How repairs slow down that another tool keeps undoing, per bucket and control. */
    slowDown: v.optional(
      v.strictObject({
        /** Repairs within an hour, after which the next one waits. */
        afterFixes: v.optional(wholeNumber(1, 1000), 3),
        /** The first wait, in seconds; doubles with each further repair. */
        firstDelaySeconds: v.optional(wholeNumber(1, 900), 30),
        /** The longest wait, in seconds; repairs of critical controls never wait for more than a minute. */
        longestDelaySeconds: v.optional(wholeNumber(1, 3600), 900),
      }),
      {},
    ),

    /** Most copies of the function that run at once: 2 to 1000. */
    maxConcurrency: v.optional(wholeNumber(2, 1000), 10),

    /**
     * Copies of the function that are kept free for it, whatever else the account runs: at least `maxConcurrency`.
     * Without it none are; the account has to keep 100 that are reserved for nobody.
     */
    reservedConcurrency: v.optional(wholeNumber(2, 1000)),

    /** Looks at every bucket of the account, whether or not something happened to it. */
    sweep: v.optional(
      v.pipe(
        v.strictObject({
          /** When, as EventBridge Scheduler says it in UTC: `rate(…)` or `cron(…)`; `off`: only when asked. */
          schedule: v.optional(
            v.pipe(
              v.string(),
              v.regex(
                /^(off|(rate|cron)\(.+\))$/,
                'expected "off", or a schedule as in "cron(0 3 * * ? *)" or "rate(7 days)"',
              ),
            ),
            'cron(0 3 * * ? *)',
          ),
          /** Most copies of the sweep's function that run at once: 2 to 1000. */
          maxConcurrency: v.optional(wholeNumber(2, 1000), 5),
          /**
           * Copies of the sweep's function that are kept free for it: at least two more than its `maxConcurrency`, as
           * those who ask for a sweep have a queue of their own. Without it none are.
           */
          reservedConcurrency: v.optional(wholeNumber(2, 1000)),
        }),
        v.forward(
          v.check(
            (sweep) => isEnoughReserved(sweep, REQUESTS_AT_ONCE),
            'expected at least two more than maxConcurrency',
          ),
          ['reservedConcurrency'],
        ),
      ),
      {},
    ),

    /** What the first sweep of an account does: only tells what enforcing would change, or what the modes say. */
    firstSweep: v.optional(v.picklist(['audit', 'enforce']), 'audit'),

    /** Days that changes stay in the journal. */
    journalRetentionDays: v.optional(wholeNumber(1, 3650), 400),

    /** Seconds that a function may take for one batch, or one chunk of a sweep: 30 to 900. */
    functionTimeoutSeconds: v.optional(wholeNumber(LEAST_TIMEOUT_SECONDS, 900), 60),

    /** Days that the function's logs are kept, one of CloudWatch's steps. */
    logRetentionDays: v.optional(v.picklist(LOG_RETENTION_DAYS), 90),

    /** Tags for everything in the stack. */
    tags: v.optional(v.record(v.string(), v.string()), {}),

    /** AWS Config rules for the controls: those the account has already, or created by this stack. */
    configRules: v.optional(v.picklist(['existing', 'create']), 'existing'),

    /** The trail of management events that EventBridge needs: the account's own, or created by this stack. */
    trail: v.optional(v.picklist(['existing', 'create']), 'existing'),
  }),
  v.forward(
    v.check((settings) => isEnoughReserved(settings), 'expected at least maxConcurrency'),
    ['reservedConcurrency'],
  ),
  noneTooLong(),
  v.forward(
    v.check(
      ({ account, operators }) =>
        account === undefined || operators.every((arn) => arn.split(':')[4] === account),
      'expected roles of the account of the settings',
    ),
    ['operators'],
  ),
);

/** What a user may write in warden.config.ts. */
export type SettingsInput = v.InferInput<typeof SettingsSchema>;

/** The settings with every default and every mode filled in: the object that the stack and the functions work with. */
export type Settings = Omit<v.InferOutput<typeof SettingsSchema>, 'controls'> & {
  controls: Record<ControlId, Mode>;
};

/** One or more wrong values; the message names each with its path, what was expected and what was given. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Checks the settings and fills in the defaults.
 * @throws {SettingsError} where a value is wrong or a field is not known.
 */
export function defineConfig(input: SettingsInput): Settings {
  const result = v.safeParse(SettingsSchema, input);
  const unseen = fieldsUnseen(input);
  if (result.success && unseen.length === 0) return withModes(result.output);
  const lines = [...(result.issues ?? []).map(describeIssue), ...unseen];
  throw new SettingsError(`The settings are not valid.\n${lines.join('\n')}`);
}

/** The settings with the mode of every control: the baseline's where they name none. */
function withModes(settings: v.InferOutput<typeof SettingsSchema>): Settings {
  const { baseline, controls } = settings;
  const modes = CONTROLS.map(({ id, modes }) => [id, controls[id] ?? modes[baseline]]);
  return { ...settings, controls: Object.fromEntries(modes) };
}

/** Whether text is a day that a calendar has, as in `2027-01-31`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  // The 30th of February is read as the 2nd of March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Fields that the schema takes for what every object has, and passes over: `constructor` and its like. */
function fieldsUnseen(value: unknown, path: readonly string[] = []): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => {
    const at = [...path, name];
    if (name in Object.prototype || name === 'prototype') {
      return [`  ${at.join('.')}: expected no such field, given ${printable(part)}`];
    }
    return fieldsUnseen(part, at);
  });
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? '(the settings)';
  // An issue that was forwarded to a field still carries the whole object as its input.
  const given = printable(issue.path ? issue.path.at(-1)?.value : issue.input);
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    return `  ${path}: expected no such field, given ${given}`;
  }
  const wanted = issue.message.startsWith('expected ')
    ? issue.message.slice('expected '.length)
    : (issue.expected ?? issue.message);
  return `  ${path}: expected ${wanted}, given ${given}`;
}

function printable(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
