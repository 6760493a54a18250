import { randomUUID } from 'node:crypto';
import type { PersonCause } from '../../shared/core/cause.ts';
import { personOfArn } from '../../shared/core/exemptions.ts';
import type { Identity, Session } from './session/session.ts';

/** Who is at the terminal, as in `user/ada` or `assumed-role/admin/ada`. */
export function personOf({ arn }: Pick<Identity, 'arn'>): string {
  return personOfArn(arn);
}

/** Whoever is at the terminal, as the cause of what a command changes. */
export function personCause({ identity }: Pick<Session, 'identity'>, command: string): PersonCause {
  const { arn, account } = identity;
  return {
    kind: 'person',
    id: randomUUID(),
    time: new Date().toISOString(),
    actor: { type: 'Person', name: personOf(identity), arn, account },
    command,
  };
}
