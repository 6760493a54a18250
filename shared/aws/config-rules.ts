import {
  type ConfigServiceClient,
  DescribeConfigRuleEvaluationStatusCommand,
  DescribeConfigRulesCommand,
  StartConfigRulesEvaluationCommand,
} from '@aws-sdk/client-config-service';

/** AWS Config takes one request for a rule a minute; a rule that ran within it is left alone. */
const SHORTEST_INTERVAL_MS = 60_000;

/**
 * Has the periodic ones of these Config rules judge again, so that a bucket that was just repaired
 * does not stay red until the rule's next run. Change-triggered rules do so by themselves.
 * @returns the names of the rules that were started.
 */
export async function reevaluatePeriodicRules(
  config: ConfigServiceClient,
  ruleNames: readonly string[],
  nowMs: number,
): Promise<string[]> {
  // So many are asked for and started at once, and so many one page of the answer holds.
  const names = [...new Set(ruleNames)].slice(0, 25);
  if (names.length === 0) return [];
  const [{ ConfigRules = [] }, { ConfigRulesEvaluationStatus = [] }] = await Promise.all([
    config.send(new DescribeConfigRulesCommand({ ConfigRuleNames: names })),
    config.send(new DescribeConfigRuleEvaluationStatusCommand({ ConfigRuleNames: names })),
  ]);
  const lastRun = new Map(
    ConfigRulesEvaluationStatus.map((status) => [
      status.ConfigRuleName,
      status.LastSuccessfulInvocationTime?.getTime() ?? 0,
    ]),
  );
  const due = ConfigRules.filter((rule) => rule.MaximumExecutionFrequency !== undefined)
    .map((rule) => rule.ConfigRuleName ?? '')
    .filter((name) => nowMs - (lastRun.get(name) ?? 0) >= SHORTEST_INTERVAL_MS);
  if (due.length > 0) {
    await config.send(new StartConfigRulesEvaluationCommand({ ConfigRuleNames: due }));
  }
  return due;
}
