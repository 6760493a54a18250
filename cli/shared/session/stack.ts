import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { HOME_STACK } from '../../../shared/stack-names.ts';
import { CliError } from '../cli-error.ts';
import type { Session } from './session.ts';

/** The stack as it is deployed. */
export interface DeployedStack {
  /** As in `UPDATE_COMPLETE`. */
  readonly status: string;
  /** What the stack says of itself, as in `FunctionName`. */
  readonly outputs: Readonly<Record<string, string | undefined>>;
}

/** What sessions were answered, so that each asks once. */
const found = new WeakMap<Session, Promise<DeployedStack | undefined>>();

/** The deployed stack of the session's home Region; undefined where there is none. */
export function findStack(session: Session): Promise<DeployedStack | undefined> {
  const stack = found.get(session) ?? findStackNamed(session.clients.cloudFormation, HOME_STACK);
  found.set(session, stack);
  return stack;
}

/** A deployed stack of the client's Region; undefined where there is none. */
export async function findStackNamed(
  cloudFormation: CloudFormationClient,
  StackName: string,
): Promise<DeployedStack | undefined> {
  try {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
    const stack = Stacks?.[0];
    if (stack === undefined) return undefined;
    const outputs = (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue }) => [
      OutputKey,
      OutputValue,
    ]);
    return { status: stack.StackStatus ?? 'unknown', outputs: Object.fromEntries(outputs) };
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}

/**
 * What the stack says of itself.
 * @throws where it does not say it: another version may have deployed it.
 */
export function outputOf({ outputs }: DeployedStack, name: string): string {
  const value = outputs[name];
  if (value === undefined) throw new Error(`the stack has no output ${name}`);
  return value;
}

/**
 * The deployed stack, for commands that cannot do without.
 * @throws {CliError} where there is none in the home Region.
 */
export async function requireStack(session: Session): Promise<DeployedStack> {
  const stack = await findStack(session);
  if (stack === undefined) throw new CliError(noStack(session));
  return stack;
}

/** Says that there is no stack, and what to do. */
export function noStack({ region, identity }: Pick<Session, 'region' | 'identity'>): string {
  return `there is no Bucket Warden stack in ${region} of account ${identity.account}: name its Region with --region, or deploy it with \`npm run deploy\`.`;
}
