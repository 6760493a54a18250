import { MODES, type Mode } from '../model/control.ts';
import { matchesWildcard } from './policy/wildcard.ts';

/** Modes of the controls, by their ids. */
export type Modes = Readonly<Record<string, Mode>>;

/** Other modes for some buckets. */
export interface ModeOverride {
  /** A name, with `*` for any characters and `?` for one. */
  readonly bucket: string;
  /** By control id; those that are not named keep theirs. */
  readonly controls: Readonly<Record<string, Mode | undefined>>;
}

/** What the settings say of modes. A control that is not named is off. */
export interface ModeSettings {
  /** Whether anything is written; while it is false, every `enforce` acts as `audit`. True unless said otherwise. */
  readonly enforcing?: boolean | undefined;
  readonly controls: Modes;
  /** The last one that matches a bucket and names a control counts. */
  readonly overrides?: readonly ModeOverride[] | undefined;
}

/** The modes that count for a bucket. */
export function modesFor(settings: ModeSettings, bucket: string): Modes {
  const { controls, overrides = [] } = settings;
  const matching = overrides.filter((override) => matchesWildcard(override.bucket, bucket));
  return inForce(settings, Object.assign({}, controls, ...matching.map(named)));
}

/** The strongest mode that each control has for any bucket: what permissions and rules are made for. */
export function strongestModes(settings: ModeSettings): Modes {
  const { controls, overrides = [] } = settings;
  const strongest: Record<string, Mode> = { ...controls };
  for (const [id, mode] of overrides.map(named).flatMap((modes) => Object.entries(modes))) {
    if (MODES.indexOf(mode) < MODES.indexOf(strongest[id] ?? 'off')) strongest[id] = mode;
  }
  return inForce(settings, strongest);
}

/** The same settings with nothing enforced: what would be written is told and not written. */
export function auditing<Some extends ModeSettings>(settings: Some): Some {
  return { ...settings, enforcing: false };
}

function inForce({ enforcing = true }: ModeSettings, modes: Modes): Modes {
  if (enforcing) return modes;
  return Object.fromEntries(
    Object.entries(modes).map(([id, mode]) => [id, mode === 'enforce' ? 'audit' : mode]),
  );
}

function named({ controls }: ModeOverride): Modes {
  return Object.fromEntries(
    Object.entries(controls).filter((entry): entry is [string, Mode] => entry[1] !== undefined),
  );
}
