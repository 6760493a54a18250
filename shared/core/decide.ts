import type { AnyControl, Mode, Verdict } from '../model/control.ts';
import type {
  Change,
  FacetName,
  KnownObservation,
  Observation,
  Observations,
} from '../model/facet.ts';
import type { Resource } from '../model/resource.ts';
import { facetOf } from '../resources/facets.ts';
import { writeWaves } from '../resources/write-waves.ts';
import { type Exempting, exemptionOf, exemptionReason, NOT_EXEMPT } from './exemptions.ts';
import { type ModeSettings, type Modes, modesFor } from './modes.ts';
import { obstacleTo } from './refusal/obstacle.ts';
import type { ControlResult } from './report.ts';

/** What the settings say of the controls: their modes, and a section for the options of each that has any. */
export interface DecisionSettings extends ModeSettings {
  readonly [section: string]: unknown;
}

/** What is wanted of one resource: data, so that it can be logged, compared and shown before it is done. */
export interface Plan {
  /** One for each control that is not off, with `fixed` where a change of this plan is to be written. */
  readonly results: readonly ControlResult[];
  /** To write, in a safe order. */
  readonly changes: readonly Change[];
  /** What audit mode would write. */
  readonly proposals: readonly Change[];
}

/** The controls that are enforced or audited. */
export function enabledControls<Any extends AnyControl>(
  controls: readonly Any[],
  modes: Modes,
): Any[] {
  return controls.filter((control) => modeOf(control, modes) !== 'off');
}

/** The facets that some controls read. */
export function facetsRead(controls: readonly Pick<AnyControl, 'reads'>[]): Set<FacetName> {
  return new Set(controls.flatMap(({ reads }) => reads));
}

/**
 * Judges every enabled control on what was observed, in the order of the controls, each on what the enforced ones
 * before it wanted. Pure. A control of which a facet could not be read is not judged, and nothing is written for it.
 * A control that is exempt is neither judged nor written.
 */
export function decide(
  controls: readonly AnyControl[],
  observations: Observations,
  settings: DecisionSettings,
  resource: Resource,
  exempting: Exempting = NOT_EXEMPT,
): Plan {
  const modes = modesFor(settings, resource.name);
  const own = controls.filter(({ kind }) => kind === resource.kind);
  const wishes = new Wishes(observations);
  const results = enabledControls(own, modes).map((control) => {
    const unjudged = withoutJudging(control, exempting);
    if (unjudged !== undefined) return unjudged;
    const unread = control.reads.find((facet) => !isKnown(observations[facet]));
    if (unread !== undefined)
      return notJudged(control, observations[unread], facetOf(unread).title);
    const verdict = judge(control, wishes.now, resource, settings);
    const isEnforced = modeOf(control, modes) === 'enforce';
    if (verdict.status === 'noncompliant') wishes.add(control.id, verdict.desired, isEnforced);
    return resultOf(control, verdict, isEnforced);
  });
  return { results, changes: wishes.changes(), proposals: wishes.proposals };
}

function judge(
  control: AnyControl,
  observations: Observations,
  resource: Resource,
  settings: DecisionSettings,
): Verdict<FacetName> {
  const options = control.options && settings[control.options.section];
  const context = { resource, options, related: () => undefined };
  // The kind, facets and options of a control go together, which TypeScript cannot see through the list of them.
  return control.judge(observations as never, context as never);
}

/** What the controls want of a resource's facets, one after the other. */
class Wishes {
  readonly proposals: Change[] = [];
  readonly #observed: Observations;
  #now: Observations;
  readonly #wantedBy = new Map<FacetName, string[]>();

  constructor(observed: Observations) {
    this.#observed = observed;
    this.#now = observed;
  }

  /** The facets as the enforced controls so far want them. */
  get now(): Observations {
    return this.#now;
  }

  add(control: string, desired: Partial<Record<FacetName, unknown>>, isEnforced: boolean): void {
    for (const [name, value] of Object.entries(desired)) {
      const facet = name as FacetName;
      if (value === undefined) continue;
      if (!isEnforced) {
        this.proposals.push(changeOf(facet, this.#now[facet], value, [control]));
        continue;
      }
      this.#now = { ...this.#now, [facet]: { state: 'present', value } };
      this.#wantedBy.set(facet, [...(this.#wantedBy.get(facet) ?? []), control]);
    }
  }

  changes(): Change[] {
    const changes = [...this.#wantedBy].flatMap(([facet, controls]) => {
      const wanted = this.#now[facet];
      return wanted?.state === 'present'
        ? [changeOf(facet, this.#observed[facet], wanted.value, controls)]
        : [];
    });
    return writeWaves(changes).flat();
  }
}

function changeOf(
  facet: FacetName,
  before: Observation<unknown> | undefined,
  after: unknown,
  controls: readonly string[],
): Change {
  const value = before?.state === 'present' ? before.value : undefined;
  // The facet's name and its values' type go together, which TypeScript cannot see here.
  return { facet, before: value, after, controls } as Change;
}

function isKnown(
  observation: Observation<unknown> | undefined,
): observation is KnownObservation<unknown> {
  return observation !== undefined && observation.state !== 'unknown';
}

function resultOf(
  control: AnyControl,
  verdict: Verdict<FacetName>,
  isEnforced: boolean,
): ControlResult {
  const about = aboutOf(control);
  switch (verdict.status) {
    case 'compliant':
      return {
        ...about,
        status: 'compliant',
        ...(verdict.warning !== undefined && { warning: verdict.warning }),
      };
    case 'not-applicable':
      return { ...about, status: 'not-applicable', reason: verdict.reason };
    case 'noncompliant':
      return { ...about, status: isEnforced ? 'fixed' : 'audited', reason: verdict.reason };
    case 'reported':
      return { ...about, status: 'reported', reason: verdict.reason, remedy: verdict.remedy };
    case 'blocked':
      return { ...about, status: 'blocked', reason: verdict.reason, obstacle: verdict.obstacle };
  }
}

/** The result of a control that is exempt, or of which that is not known; undefined where it is to be judged. */
function withoutJudging(
  control: AnyControl,
  { exemptions, unread }: Exempting,
): ControlResult | undefined {
  const exemption = exemptionOf(control.id, exemptions);
  if (exemption !== undefined) {
    return { ...aboutOf(control), status: 'exempt', reason: exemptionReason(exemption) };
  }
  return unread?.controls.includes(control.id)
    ? notJudged(control, unread.observation, 'tags that could exempt it')
    : undefined;
}

function notJudged(
  control: AnyControl,
  observation: Observation<unknown> | undefined,
  what: string,
): ControlResult {
  const about = aboutOf(control);
  const reason = `the ${what.charAt(0).toLowerCase()}${what.slice(1)} could not be read`;
  const obstacle = observation?.state === 'unknown' ? obstacleTo(observation) : undefined;
  if (obstacle !== undefined) return { ...about, status: 'blocked', reason, obstacle };
  const detail = observation?.state === 'unknown' ? observation.detail : 'it was not read';
  return { ...about, status: 'unavailable', reason: `${reason}: ${detail}` };
}

function aboutOf({ id, title, severity }: AnyControl) {
  return { control: id, title, severity };
}

function modeOf(control: Pick<AnyControl, 'id'>, modes: Modes): Mode {
  return modes[control.id] ?? 'off';
}
