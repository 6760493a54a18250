import { HANDLING, handlingBudgetMs, type Kind } from './budgets.ts';
import type { Finding, Section } from './finding.ts';
import { byLatency, KINDS, type Sample } from './sample.ts';
import { millisecondsText, type Spread, spreadOf } from './statistics.ts';
import { coveredMs } from './tally.ts';

/** Handling time against its budgets, with the latency that was injected and with the latency that was met. */
export function handlingSection(samples: readonly Sample[]): Section {
  return {
    title: 'Handling time, as the function measures it, warm (min / median / max)',
    findings: KINDS.flatMap((kind) =>
      byLatency(samples, kind).flatMap((group) =>
        handlingFindings(kind, group.injectedMs, group.samples),
      ),
    ),
    notes: [
      'L injected: what the gateway adds to every call. L met: the median of what the calls took at ' +
        'the gateway, the emulator included. What a call takes between the function and the gateway ' +
        '(TLS, HTTP, waiting for a core) is in neither; it is in the time outside of calls.',
    ],
  };
}

export function handlingFindings(
  kind: Kind,
  injectedMs: number,
  samples: readonly Sample[],
): Finding[] {
  const handled = spreadOf(samples.map((sample) => sample.handledMs));
  const calls = spreadOf(samples.flatMap((sample) => sample.calls.map((call) => call.durationMs)));
  const outside = spreadOf(samples.map((sample) => sample.handledMs - coveredMs(sample.calls)));
  const about = `${kind}, ${injectedMs} ms injected`;
  const explains = (what: string, spread: Spread): Finding => ({
    what: `${about}: ${what}`,
    kind: 'time',
    measured: spread.median,
    text: millisecondsText(spread),
  });
  const handling = (what: string, latencyMs: number): Finding => ({
    ...explains(what, handled),
    budget: handlingBudgetMs(kind, latencyMs),
    budgetText: budgetText(kind, latencyMs),
  });
  return [
    explains('a call, at the gateway', calls),
    explains('outside of calls', outside),
    // Without latency only the emulator's own is there to compare with.
    ...(injectedMs === 0 ? [] : [handling('handled, by L injected', injectedMs)]),
    handling('handled, by L met', calls.median),
  ];
}

function budgetText(kind: Kind, latencyMs: number): string {
  const { perLatency, ownMs } = HANDLING[kind];
  const budget = handlingBudgetMs(kind, latencyMs).toFixed(1);
  return `${budget} ms = ${perLatency} × ${latencyMs.toFixed(1)} + ${ownMs}`;
}
