import type { STSClient } from '@aws-sdk/client-sts';
import { afterEach, expect, test, vi } from 'vitest';
import { checkSlack } from '../../../cli/doctor/slack.ts';

afterEach(() => vi.unstubAllGlobals());

const sts = {
  config: { credentials: async () => ({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' }) },
} as unknown as STSClient;

/** Answers one page after the other, and keeps what was asked. */
function answering(...pages: readonly object[]): Request[] {
  vi.stubEnv('AWS_ENDPOINT_URL', undefined);
  const asked: Request[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push(request);
    return Response.json(pages[asked.length - 1] ?? {});
  });
  return asked;
}

test('the question is the one that the API documents, signed for its service and Region', async () => {
  const asked = answering({ SlackWorkspaces: [{ SlackTeamId: 'T1', SlackTeamName: 'acme' }] });
  const [check] = await checkSlack(sts, 'T1');
  expect(check).toEqual({ state: 'good', text: 'Slack workspace acme is authorised' });
  const [request] = asked;
  expect([request?.method, request?.url]).toEqual([
    'POST',
    'https://chatbot.us-east-2.amazonaws.com/describe-slack-workspaces',
  ]);
  expect(request?.headers.get('content-type')).toBe('application/json');
  expect(request?.headers.get('authorization')).toContain('/us-east-2/chatbot/aws4_request');
  expect(await request?.json()).toEqual({});
});

test('a workspace on the second page is found', async () => {
  const asked = answering(
    { SlackWorkspaces: [{ SlackTeamId: 'T1' }], NextToken: 'more' },
    { SlackWorkspaces: [{ SlackTeamId: 'T2' }] },
  );
  const [check] = await checkSlack(sts, 'T2');
  expect(check?.state).toBe('good');
  expect(await asked[1]?.json()).toEqual({ NextToken: 'more' });
});
