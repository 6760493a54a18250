import * as v from 'valibot';
import type { Envelope } from './envelope.ts';
import { defined, fields, text } from './lenient.ts';
import { ignored, type Message, malformed, type Own } from './message.ts';
import { accountsAmong } from './place.ts';
import { reconcileMessage } from './reconcile-message.ts';
import { firstTime } from './time.ts';

const EvaluationResult = fields({
  complianceType: text,
  annotation: text,
  resultRecordedTime: text,
});

/** `detail` of `Config Rules Compliance Change`. */
const Evaluation = fields({
  resourceId: text,
  resourceType: text,
  awsAccountId: text,
  awsRegion: text,
  configRuleName: text,
  notificationCreationTime: text,
  newEvaluationResult: EvaluationResult,
});

/** Reads an AWS Config rule's change of mind about a resource. */
export function readConfigEvaluation(envelope: Envelope, own: Own, arrivedAt?: string): Message {
  const evaluation = v.parse(Evaluation, envelope.detail);
  const { complianceType, annotation, resultRecordedTime } = evaluation.newEvaluationResult;
  const ruleName = evaluation.configRuleName ?? 'unknown';
  if (complianceType === undefined) return malformed(`Config rule ${ruleName}: no complianceType`);
  if (complianceType === 'COMPLIANT') return ignored('config-compliant', ruleName);
  if (complianceType !== 'NON_COMPLIANT')
    return ignored('config-not-applicable', `${ruleName}: ${complianceType}`);
  if (evaluation.resourceType !== 'AWS::S3::Bucket') {
    return ignored(
      'other-resource-type',
      `${ruleName}: ${evaluation.resourceType ?? 'no resourceType'}`,
    );
  }
  if (evaluation.resourceId === undefined)
    return malformed(`Config rule ${ruleName}: no resourceId`);
  return reconcileMessage({
    bucket: evaluation.resourceId,
    regions: [evaluation.awsRegion, envelope.region],
    accounts: accountsAmong(evaluation.awsAccountId, envelope.account),
    trigger: {
      kind: 'config-evaluation',
      id: envelope.id ?? 'unknown',
      time: firstTime(
        envelope.time,
        resultRecordedTime,
        evaluation.notificationCreationTime,
        arrivedAt,
      ),
      ruleName,
      ...defined({ annotation }),
    },
    own,
  });
}
