import { randomUUID } from 'node:crypto';
import { personOfArn } from '../../shared/core/exemptions.ts';
import type { PersonTrigger } from '../../shared/model/trigger.ts';
import type { Identity, Session } from './session/session.ts';

/** Who is at the terminal, as in `user/ada` or `assumed-role/admin/ada`. */
export function personOf({ arn }: Pick<Identity, 'arn'>): string {
  return personOfArn(arn);
}

/** Whoever is at the terminal, as the trigger of what a command changes. */
export function personTrigger(
  { identity }: Pick<Session, 'identity'>,
  command: string,
): PersonTrigger {
  const { arn, account } = identity;
  return {
    kind: 'person',
    id: randomUUID(),
    time: new Date().toISOString(),
    actor: { type: 'Person', name: personOf(identity), arn, account },
    command,
  };
}
