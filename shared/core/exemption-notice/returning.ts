import type { AnyControl } from '../../model/control.ts';
import type { Exemption } from '../exemptions.ts';
import { type ModeSettings, modesFor, strongestModes } from '../modes.ts';
import { matchesWildcard } from '../policy/wildcard.ts';
import type { NoticeControl } from './schema.ts';

/**
 * The controls that judge again once an exemption has ended: those that are on and that no other
 * exemption keeps away for longer. None where it was prolonged, which is done by another exemption.
 */
export function returningControls(
  exemption: Exemption,
  all: readonly Exemption[],
  controls: readonly Pick<AnyControl, 'id' | 'severity'>[],
  settings: ModeSettings,
): NoticeControl[] {
  const modes = isPattern(exemption.bucket)
    ? strongestModes(settings)
    : modesFor(settings, exemption.bucket);
  const longer = all.filter((other) => covers(other, exemption) && end(other) > end(exemption));
  return controls.flatMap(({ id, severity }) => {
    const mode = modes[id] ?? 'off';
    if (mode === 'off' || !isFrom(exemption, id)) return [];
    return longer.some((other) => isFrom(other, id)) ? [] : [{ id, severity, mode }];
  });
}

function isFrom({ controls }: Exemption, id: string): boolean {
  return controls?.includes(id) ?? true;
}

/** Whether every bucket of one exemption is another one's too; in doubt it is not. */
function covers(other: Exemption, { bucket }: Exemption): boolean {
  if (other.bucket === bucket) return true;
  // A `?` would match a `*` as if that were one character.
  if (isPattern(bucket) && other.bucket.includes('?')) return false;
  return matchesWildcard(other.bucket, bucket);
}

function isPattern(bucket: string): boolean {
  return /[*?]/.test(bucket);
}

/** Later than any time where there is none. */
function end({ expires = '~' }: Exemption): string {
  return expires;
}
