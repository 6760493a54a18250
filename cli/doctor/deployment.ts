import { GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Check } from '../../shared/core/hearing/check.ts';

/** Whether a stack is whole. */
export function stackVerdict(status: string, stack: string): Check {
  const text = `${stack} is ${status}`;
  if (/_IN_PROGRESS$/.test(status)) {
    return { state: 'unknown', text, advice: 'wait until the deployment has ended, and ask again' };
  }
  // A rolled back update leaves the stack as it was; a rolled back creation leaves none.
  return /^(CREATE|UPDATE|IMPORT|UPDATE_ROLLBACK)_COMPLETE$/.test(status)
    ? { state: 'good', text }
    : { state: 'bad', text, advice: 'its events in CloudFormation say why; then npm run deploy' };
}

/** Whether the function that runs is of this version. */
export async function checkVersion(
  lambda: LambdaClient,
  functionName: string,
  version: string,
): Promise<Check[]> {
  const { Environment } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: functionName }),
  );
  return [versionVerdict(Environment?.Variables?.['WARDEN_VERSION'], version)];
}

export function versionVerdict(deployed: string | undefined, version: string): Check {
  if (deployed === version) return { state: 'good', text: `version ${version} is deployed` };
  return {
    state: 'bad',
    text: `version ${deployed ?? 'unknown'} is deployed, and this is ${version}`,
    advice: 'npm run deploy, or use the command of the version that is deployed',
  };
}
