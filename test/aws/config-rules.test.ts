import type { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { describe, expect, test } from 'vitest';
import { reevaluatePeriodicRules } from '../../shared/aws/config-rules.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');

interface Rule {
  readonly name: string;
  readonly periodic: boolean;
  readonly lastRunSecondsAgo?: number;
}

/** AWS Config as these calls see it, which no emulator plays: StartConfigRulesEvaluation is missing in the local AWS. */
function configWith(rules: readonly Rule[]) {
  const started: string[][] = [];
  let calls = 0;
  const client = {
    async send(command: { constructor: { name: string }; input: { ConfigRuleNames: string[] } }) {
      calls += 1;
      const asked = rules.filter((rule) => command.input.ConfigRuleNames.includes(rule.name));
      switch (command.constructor.name) {
        case 'DescribeConfigRulesCommand':
          return {
            ConfigRules: asked.map(({ name, periodic }) => ({
              ConfigRuleName: name,
              ...(periodic ? { MaximumExecutionFrequency: 'Three_Hours' } : {}),
            })),
          };
        case 'DescribeConfigRuleEvaluationStatusCommand':
          return {
            ConfigRulesEvaluationStatus: asked.map(({ name, lastRunSecondsAgo }) => ({
              ConfigRuleName: name,
              ...(lastRunSecondsAgo === undefined
                ? {}
                : { LastSuccessfulInvocationTime: new Date(NOW - lastRunSecondsAgo * 1000) }),
            })),
          };
        default:
          started.push(command.input.ConfigRuleNames);
          return {};
      }
    },
  };
  return { client: client as unknown as ConfigServiceClient, started, calls: () => calls };
}

describe('which Config rules are asked to judge again', () => {
  test.each<[string, Rule[], string[]]>([
    ['a periodic rule that never ran', [{ name: 'a', periodic: true }], ['a']],
    [
      'a periodic rule that ran a minute ago',
      [{ name: 'a', periodic: true, lastRunSecondsAgo: 60 }],
      ['a'],
    ],
    [
      'a periodic rule that ran within the minute',
      [{ name: 'a', periodic: true, lastRunSecondsAgo: 59 }],
      [],
    ],
    ['a rule that changes trigger', [{ name: 'a', periodic: false }], []],
    [
      'a mix of them',
      [
        { name: 'a', periodic: true },
        { name: 'b', periodic: false },
        { name: 'c', periodic: true, lastRunSecondsAgo: 5 },
      ],
      ['a'],
    ],
  ])('%s', async (_situation, rules, expected) => {
    const { client, started } = configWith(rules);
    expect(
      await reevaluatePeriodicRules(
        client,
        rules.map(({ name }) => name),
        NOW,
      ),
    ).toEqual(expected);
    expect(started).toEqual(expected.length > 0 ? [expected] : []);
  });

  test('no rule was named: no call is made', async () => {
    const { client, calls } = configWith([]);
    expect(await reevaluatePeriodicRules(client, [], NOW)).toEqual([]);
    expect(calls()).toBe(0);
  });

  test('a rule that several messages named is asked for once, and at most 25 in a call', async () => {
    const rules = Array.from({ length: 30 }, (_, index) => ({ name: `r${index}`, periodic: true }));
    const names = rules.flatMap(({ name }) => [name, name]);
    const { client, started } = configWith(rules);
    await reevaluatePeriodicRules(client, names, NOW);
    expect(started[0]).toHaveLength(25);
    expect(new Set(started[0]).size).toBe(25);
  });
});
