import type { STSClient } from '@aws-sdk/client-sts';
import { AwsClient } from 'aws4fetch';
import * as v from 'valibot';
import type { Check } from '../../shared/core/hearing/check.ts';
import { CliError } from '../shared/cli-error.ts';

/** One of the four Regions that answer for Amazon Q Developer in chat applications, which is one for all. */
const REGION = 'us-east-2';

const Workspaces = v.object({
  SlackWorkspaces: v.optional(
    v.array(
      v.object({
        SlackTeamId: v.string(),
        SlackTeamName: v.optional(v.string()),
        State: v.optional(v.string()),
      }),
    ),
    [],
  ),
  NextToken: v.nullish(v.string()),
});

export type Workspace = v.InferOutput<typeof Workspaces>['SlackWorkspaces'][number];

/** Whether the account may post to the Slack workspace of the settings. */
export async function checkSlack(sts: STSClient, workspaceId: string): Promise<Check[]> {
  const credentials = await sts.config.credentials();
  // The SDK's client of this one call would bring 150 packages.
  const aws = new AwsClient({ ...credentials, service: 'chatbot', region: REGION });
  const base = process.env['AWS_ENDPOINT_URL'] ?? `https://chatbot.${REGION}.amazonaws.com`;
  const workspaces: Workspace[] = [];
  let NextToken: string | null | undefined;
  do {
    const response = await aws.fetch(`${base}/describe-slack-workspaces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ NextToken: NextToken ?? undefined }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    const answer = v.safeParse(v.pipe(v.string(), v.parseJson(), Workspaces), text);
    if (!response.ok || !answer.success) {
      throw new CliError(`Amazon Q Developer in chat applications answered ${response.status}`);
    }
    workspaces.push(...answer.output.SlackWorkspaces);
    ({ NextToken } = answer.output);
  } while (NextToken);
  return [slackVerdict(workspaces, workspaceId)];
}

export function slackVerdict(workspaces: readonly Workspace[], workspaceId: string): Check {
  const workspace = workspaces.find(({ SlackTeamId }) => SlackTeamId === workspaceId);
  if (workspace === undefined) {
    return {
      state: 'bad',
      text: `Slack workspace ${workspaceId} is not authorised`,
      advice: 'authorise it once, in the console of Amazon Q Developer in chat applications',
    };
  }
  const name = `Slack workspace ${workspace.SlackTeamName ?? workspaceId}`;
  return workspace.State === 'DISABLED'
    ? {
        state: 'bad',
        text: `${name} is authorised, but disabled by the organization`,
        advice: "have the organization's chatbot policy let it through",
      }
    : { state: 'good', text: `${name} is authorised` };
}
