import {
  type ConfigServiceClient,
  type ConfigurationRecorder,
  DescribeConfigurationRecorderStatusCommand,
  DescribeConfigurationRecordersCommand,
} from '@aws-sdk/client-config-service';
import type { Check } from '../../shared/core/hearing/check.ts';
import type { Settings } from '../../shared/settings.ts';

const BUCKET = 'AWS::S3::Bucket';

/** Whether AWS Config records buckets, so that its rules speak of them. */
export async function checkConfigRecorder(
  config: ConfigServiceClient,
  region: string,
  settings: Pick<Settings, 'configRules'>,
): Promise<Check[]> {
  const [{ ConfigurationRecorders = [] }, { ConfigurationRecordersStatus = [] }] =
    await Promise.all([
      config.send(new DescribeConfigurationRecordersCommand({})),
      config.send(new DescribeConfigurationRecorderStatusCommand({})),
    ]);
  const running = new Set(
    ConfigurationRecordersStatus.filter((status) => status.recording).map(({ name }) => name),
  );
  const recorded = ConfigurationRecorders.some(
    (recorder) => running.has(recorder.name) && recordsBuckets(recorder),
  );
  return [recorderVerdict(recorded, region, settings.configRules === 'create')];
}

/** Whether a recorder that runs has buckets among what it records. */
export function recordsBuckets({
  recordingGroup,
}: Pick<ConfigurationRecorder, 'recordingGroup'>): boolean {
  if (recordingGroup === undefined || recordingGroup.allSupported) return true;
  const excluded: readonly string[] = recordingGroup.exclusionByResourceTypes?.resourceTypes ?? [];
  if (recordingGroup.recordingStrategy?.useOnly === 'EXCLUSION_BY_RESOURCE_TYPES') {
    return !excluded.includes(BUCKET);
  }
  return (recordingGroup.resourceTypes ?? []).some((type) => type === BUCKET);
}

/** Config is optional, but for its rules that the stack makes. */
export function recorderVerdict(recorded: boolean, region: string, needed: boolean): Check {
  if (recorded) return { state: 'good', text: `AWS Config records the buckets of ${region}` };
  const text = `AWS Config does not record the buckets of ${region}: its rules start nothing`;
  return needed
    ? { state: 'bad', text, advice: `have ${BUCKET} recorded: the stack's rules need it` }
    : { state: 'optional', text: `${text}; it is optional` };
}
