import { personOfArn } from '../shared/core/exemptions.ts';
import type { Identity } from './session.ts';

/** Who is at the terminal, as in `user/ada` or `assumed-role/admin/ada`. */
export function personOf({ arn }: Pick<Identity, 'arn'>): string {
  return personOfArn(arn);
}
