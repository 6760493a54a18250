import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import type { LocalAws } from '../../local/start.ts';
import type { People } from './people.ts';
import { configRuleName, type Scenario } from './scenarios.ts';
import { lookAt, objectKey, objectText, type Sight } from './sight.ts';

/** A bucket that is as its scenario has it. */
export interface Played {
  scenario: Scenario;
  /** When the service could first hear of it, in milliseconds of `Date.now()`. */
  startedMs: number;
  before: Sight;
}

/** Makes the bucket, lets it drift by its owner's own calls, and looks at it before the service does. */
export async function play(aws: LocalAws, people: People, scenario: Scenario): Promise<Played> {
  const { name, drift } = scenario;
  if (drift.unheard) await aws.setEvents({ deliver: false });
  const createdMs = Date.now();
  await makeBucket(people, name);
  await letDrift(aws, people, scenario);
  const before = await lookAt(people, name);
  if (!drift.unheard) return { scenario, startedMs: createdMs, before };
  await aws.setEvents({});
  const startedMs = Date.now();
  await aws.putEvent(configFinding(aws, name));
  return { scenario, startedMs, before };
}

async function makeBucket({ owner }: People, Bucket: string): Promise<void> {
  await owner.send(new CreateBucketCommand({ Bucket }));
  await owner.send(new PutObjectCommand({ Bucket, Key: objectKey, Body: objectText }));
}

async function letDrift(aws: LocalAws, { owner }: People, scenario: Scenario): Promise<void> {
  const { name: Bucket, drift } = scenario;
  if (drift.publicAccessBlock === 'deleted') {
    await owner.send(new DeletePublicAccessBlockCommand({ Bucket }));
  }
  if (drift.publicAccessBlock === 'the settings for ACLs only') {
    await owner.send(
      new PutPublicAccessBlockCommand({
        Bucket,
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: true },
      }),
    );
  }
  if (drift.encryption) {
    const { algorithm: SSEAlgorithm, key: KMSMasterKeyID } = drift.encryption;
    const ApplyServerSideEncryptionByDefault = { SSEAlgorithm, KMSMasterKeyID };
    await owner.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault }] },
      }),
    );
  }
  if (drift.policy === undefined) return;
  if (drift.planted) await aws.plantPolicy(Bucket, drift.policy);
  else await owner.send(new PutBucketPolicyCommand({ Bucket, Policy: drift.policy }));
}

function configFinding({ account, region }: LocalAws, bucket: string) {
  const now = new Date().toISOString();
  return {
    source: 'aws.config',
    'detail-type': 'Config Rules Compliance Change',
    detail: {
      resourceId: bucket,
      resourceType: 'AWS::S3::Bucket',
      awsRegion: region,
      awsAccountId: account,
      configRuleName,
      configRuleARN: `arn:aws:config:${region}:${account}:config-rule/config-rule-demo01`,
      messageType: 'ComplianceChangeNotification',
      newEvaluationResult: { complianceType: 'NON_COMPLIANT', resultRecordedTime: now },
      notificationCreationTime: now,
      recordVersion: '1.0',
    },
  };
}
