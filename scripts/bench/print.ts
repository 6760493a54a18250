import { availableParallelism, loadavg } from 'node:os';
import Table from 'cli-table3';
import { type Section, type Verdict, verdictOf } from './finding.ts';

/** What is known of the machine, in words that name nobody's machine. */
export interface Machine {
  readonly cores: number;
  readonly node: string;
  /** Processes that wanted a core in the minute before the bench began. */
  readonly loadBefore: number;
}

/** The machine as it is now: asked before anything is measured. */
export function thisMachine(): Machine {
  return {
    cores: availableParallelism(),
    node: process.versions.node,
    loadBefore: loadavg()[0] ?? Number.NaN,
  };
}

/** The sections as tables for people. */
export function tablesOf(sections: readonly Section[], machine: Machine): string {
  const { cores, node, loadBefore } = machine;
  const head = `Measured on ${cores} cores with Node ${node}; load before: ${loadBefore.toFixed(1)}.`;
  return [head, ...sections.map(tableOf)].join('\n\n');
}

/** The sections as JSON for machines: every finding with its verdict. */
export function jsonOf(sections: readonly Section[], machine: Machine): string {
  const withVerdicts = sections.map((section) => ({
    ...section,
    findings: section.findings.map((finding) => ({ ...finding, verdict: verdictOf(finding) })),
  }));
  return JSON.stringify({ machine, sections: withVerdicts }, undefined, 2);
}

function tableOf({ title, findings, notes }: Section): string {
  const table = new Table({
    head: ['what', 'measured', 'budget', ''],
    // Plain text: what is pasted into a document stays readable.
    style: { head: [], border: [], compact: true },
  });
  for (const finding of findings) {
    table.push([
      finding.what,
      finding.text,
      finding.budgetText ?? '',
      WORDS[verdictOf(finding) ?? ''],
    ]);
  }
  return [title, table.toString(), ...notes].join('\n');
}

const WORDS: Record<Verdict | '', string> = { ok: 'ok', over: 'OVER', '': '' };
