import * as v from 'valibot';
import { readVariables } from '../read-variables.ts';

const EnvironmentSchema = v.object({
  /** `<version>` of this deployment, as in package.json. */
  WARDEN_VERSION: v.string(),
  ALERTS_TOPIC_ARN: v.string(),
  /** Absent where nothing is to be told in chat. */
  CHAT_TOPIC_ARN: v.optional(v.string()),
  EVENTS_QUEUE_URL: v.string(),
  JOURNAL_TABLE: v.string(),
  DEAD_LETTER_QUEUE_URL: v.string(),
  /** The service's own roles, with blanks between them: what denies them is told with what lets them through. */
  OWN_ROLE_ARNS: v.string(),
  /** Name of the role that the function has. */
  ROLE_NAME: v.string(),
  /** As whom the sweep's function calls: not looked at, no more than the function's own calls. */
  SWEEP_SESSION_ARN: v.string(),
  /** Set by Lambda. */
  AWS_LAMBDA_FUNCTION_NAME: v.string(),
  /** Where the stack makes a heartbeat: the bucket of its calls, and the role that makes them. */
  HEARTBEAT_BUCKET: v.optional(v.string()),
  HEARTBEAT_ROLE_ARN: v.optional(v.string()),
});

/** The names of all variables. */
export const VARIABLES: readonly string[] = Object.keys(EnvironmentSchema.entries);

export type Environment = v.InferOutput<typeof EnvironmentSchema>;

/** What the stack tells the function. @throws where a variable is missing. */
export function readEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
): Environment {
  return readVariables(EnvironmentSchema, variables);
}
