import { readdirSync, readFileSync } from 'node:fs';
import type { Own } from '../../../shared/core/events/message.ts';

/** One file of `events/`. */
export interface EventFixture {
  /** The file's name without `.json`. */
  readonly name: string;
  /** Where it came from, its licence and what was edited. */
  readonly source: string;
  /** Whether one of the deployed EventBridge rules picks it up. */
  readonly matches: boolean;
  /** `look`, `heartbeat`, `malformed` or `ignored:<reason>`. */
  readonly expect: string;
  /** The event; undefined where the case is a text that is no JSON. */
  readonly event: unknown;
  /** The queue message's body. */
  readonly body: string;
}

/** The session that our own calls are made as in the fixtures. */
export const OWN_SESSION =
  'arn:aws:sts::111122223333:assumed-role/BucketWarden-Remediate/BucketWarden-Remediate';

/** Who "we" are in the fixtures. */
export const OWN: Own = {
  account: '111122223333',
  partition: 'aws',
  sessionArns: [
    OWN_SESSION,
    'arn:aws:sts::111122223333:assumed-role/BucketWarden-Sweep/BucketWarden-Sweep',
  ],
  heartbeat: {
    bucket: 'bucketwarden-heartbeatbucket-0a1b2c3d',
    roleArn: 'arn:aws:iam::111122223333:role/BucketWarden-HeartbeatRole',
  },
};

const FOLDER = new URL('../../../events/', import.meta.url);

/** Every file of `events/`, by name. */
export function eventFixtures(): EventFixture[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const { body, event, ...rest } = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'));
      return {
        name: file.slice(0, -'.json'.length),
        event,
        body: body ?? JSON.stringify(event),
        ...rest,
      };
    });
}

/** The fixture of that name. */
export function eventFixture(name: string): EventFixture {
  const fixture = eventFixtures().find((candidate) => candidate.name === name);
  if (fixture === undefined) throw new Error(`no events/${name}.json`);
  return fixture;
}
