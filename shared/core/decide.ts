import type { AnyControl, Baseline, Control, ControlMetadata, Mode, Verdict } from './control.ts';
import { type Exempting, exemptionOf, exemptionReason, NOT_EXEMPT } from './exemptions.ts';
import {
  type Change,
  type FacetName,
  type FacetValues,
  type KnownObservation,
  type Observation,
  type Observations,
  WRITE_ORDER,
} from './facet.ts';
import { FACET_WORDS } from './facet-words.ts';
import { type ModeSettings, type Modes, modesFor } from './modes.ts';
import { obstacleTo } from './refusal/obstacle.ts';
import type { ControlResult } from './report.ts';
import type { Bucket } from './target.ts';

/** What the settings say about the controls: the part that a decision depends on. */
export interface DecisionSettings extends Baseline, ModeSettings {}

/** What is wanted of one bucket: data, so that it can be logged, compared and shown before it is done. */
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

/**
 * Judges every enabled control on what was observed. Pure. A facet that could not be read gets no
 * change; controls that share a facet are judged in turn, each on what the enforced ones before wanted.
 * A control that is exempt is neither judged nor written.
 */
export function decide(
  controls: readonly AnyControl[],
  observations: Observations,
  settings: DecisionSettings,
  bucket: Bucket,
  exempting: Exempting = NOT_EXEMPT,
): Plan {
  const modes = modesFor(settings, bucket.name);
  const enabled = enabledControls(controls, modes);
  const plans = WRITE_ORDER.map((facet) => {
    const about = enabled.filter(isAbout(facet));
    const judged = about.filter((control) => withoutJudging(control, exempting) === undefined);
    const plan = decideFacet(facet, judged, observations[facet], settings, modes, bucket);
    const results = new Map(plan.results.map((result) => [result.control, result]));
    return {
      ...plan,
      // In the order of the registry.
      results: about.flatMap(
        (control) => withoutJudging(control, exempting) ?? results.get(control.id) ?? [],
      ),
    };
  });
  return {
    results: plans.flatMap((plan) => plan.results),
    changes: plans.flatMap((plan) => plan.changes),
    proposals: plans.flatMap((plan) => plan.proposals),
  };
}

function decideFacet<Name extends FacetName>(
  facet: Name,
  controls: readonly Control<Name>[],
  observation: Observation<FacetValues[Name]> | undefined,
  baseline: Baseline,
  modes: Modes,
  bucket: Bucket,
): Plan {
  if (observation === undefined || observation.state === 'unknown') {
    return {
      results: controls.map((control) => notJudged(control, observation)),
      changes: [],
      proposals: [],
    };
  }
  const results: ControlResult[] = [];
  const proposals: Change[] = [];
  const wantedBy: string[] = [];
  let wanted: KnownObservation<FacetValues[Name]> = observation;
  for (const control of controls) {
    const enforced = modeOf(control, modes) === 'enforce';
    const verdict = control.judge(wanted, bucket, baseline);
    results.push(resultOf(control, verdict, enforced));
    if (verdict.status !== 'noncompliant') continue;
    if (enforced) {
      wanted = { state: 'present', value: verdict.desired };
      wantedBy.push(control.id);
    } else {
      proposals.push(changeOf(facet, wanted, verdict.desired, [control.id]));
    }
  }
  const changes =
    wantedBy.length > 0 && wanted.state === 'present'
      ? [changeOf(facet, observation, wanted.value, wantedBy)]
      : [];
  return { results, changes, proposals };
}

function changeOf<Name extends FacetName>(
  facet: Name,
  before: KnownObservation<FacetValues[Name]>,
  after: FacetValues[Name],
  controls: readonly string[],
): Change {
  // The facet's name and its values' type go together, which TypeScript cannot see through a generic.
  return {
    facet,
    before: before.state === 'present' ? before.value : undefined,
    after,
    controls,
  } as unknown as Change;
}

function resultOf(
  control: ControlMetadata,
  verdict: Verdict<unknown>,
  enforced: boolean,
): ControlResult {
  const { id, title, severity } = control;
  const about = { control: id, title, severity };
  switch (verdict.status) {
    case 'compliant':
      return {
        ...about,
        status: 'compliant',
        ...(verdict.warning !== undefined && { warning: verdict.warning }),
      };
    case 'noncompliant':
      return { ...about, status: enforced ? 'fixed' : 'audited', reason: verdict.reason };
    case 'blocked':
      return { ...about, status: 'blocked', reason: verdict.reason, obstacle: verdict.obstacle };
  }
}

/** The result of a control that is exempt, or of which that is not known; undefined where it is to be judged. */
function withoutJudging(
  control: ControlMetadata,
  { exemptions, unread }: Exempting,
): ControlResult | undefined {
  const { id, title, severity } = control;
  const exemption = exemptionOf(id, exemptions);
  if (exemption !== undefined) {
    const reason = exemptionReason(exemption);
    return { control: id, title, severity, status: 'exempt', reason };
  }
  return unread?.controls.includes(id)
    ? notJudged(control, unread.observation, 'tags that could exempt it')
    : undefined;
}

function notJudged(
  control: ControlMetadata,
  observation: Observation<unknown> | undefined,
  what = FACET_WORDS[control.facet].name.toLowerCase(),
): ControlResult {
  const { id, title, severity } = control;
  const about = { control: id, title, severity };
  const reason = `the ${what} could not be read`;
  const obstacle = observation?.state === 'unknown' ? obstacleTo(observation) : undefined;
  if (obstacle !== undefined) return { ...about, status: 'blocked', reason, obstacle };
  const detail = observation?.state === 'unknown' ? observation.detail : 'it was not read';
  return { ...about, status: 'unavailable', reason: `${reason}: ${detail}` };
}

function isAbout<Name extends FacetName>(facet: Name) {
  return (control: AnyControl): control is Extract<AnyControl, Control<Name>> =>
    control.facet === facet;
}

function modeOf(control: ControlMetadata, modes: Modes): Mode {
  return modes[control.id] ?? 'off';
}
