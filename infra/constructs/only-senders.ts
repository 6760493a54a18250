import type { IRule } from 'aws-cdk-lib/aws-events';
import { Effect, PolicyStatement, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';

/** Who may send to a queue. */
export interface Senders {
  /** ARNs of roles. */
  readonly roles?: readonly string[];
  readonly rules?: readonly IRule[];
}

/**
 * Denies everybody else to send to a queue, whatever their own policies allow. Both conditions have to hold for the
 * Deny to count, and a negated one holds where its key is absent: people have no source ARN, a rule no principal ARN,
 * and another rule, topic or bucket has an ARN of its own.
 */
export function onlySenders(queue: Queue, { roles = [], rules = [] }: Senders): void {
  const others = {
    ...(roles.length > 0 && { 'aws:PrincipalArn': [...roles] }),
    ...(rules.length > 0 && { 'aws:SourceArn': rules.map((rule) => rule.ruleArn) }),
  };
  queue.addToResourcePolicy(
    new PolicyStatement({
      sid: 'OnlyTheService',
      effect: Effect.DENY,
      principals: [new StarPrincipal()],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      // Where nobody at all may send, the Deny has no condition: IAM takes no empty one.
      ...(Object.keys(others).length > 0 && { conditions: { ArnNotEquals: others } }),
    }),
  );
}
