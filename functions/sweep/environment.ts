import * as v from 'valibot';
import { readVariables } from '../read-variables.ts';

const EnvironmentSchema = v.object({
  /** `<version>` of this deployment, as in package.json. */
  WARDEN_VERSION: v.string(),
  ALERTS_TOPIC_ARN: v.string(),
  /** Absent where nothing is to be told in chat. */
  CHAT_TOPIC_ARN: v.optional(v.string()),
  /** For the steps of a sweep, which the service sends itself. */
  SWEEP_QUEUE_URL: v.string(),
  /** For people who ask for a sweep. */
  SWEEP_REQUESTS_QUEUE_URL: v.string(),
  DEAD_LETTER_QUEUE_URL: v.string(),
  JOURNAL_TABLE: v.string(),
  /** The service's own roles, with blanks between them: what denies them is told with what lets them through. */
  OWN_ROLE_ARNS: v.string(),
  EVENTS_QUEUE_ARN: v.string(),
  /** Names of the schedules, where there are any. */
  HEARTBEAT_SCHEDULE: v.optional(v.string()),
  SWEEP_SCHEDULE: v.optional(v.string()),
  /** Set by Lambda: the home Region. */
  AWS_REGION: v.string(),
});

export type Environment = v.InferOutput<typeof EnvironmentSchema>;

/** What the stack tells the function. @throws where a variable is missing. */
export function readEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
): Environment {
  return readVariables(EnvironmentSchema, variables);
}
