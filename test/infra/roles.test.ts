import { readFileSync } from 'node:fs';
import type { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { templatesOf } from './synth.ts';

const page = new URL('../../docs/guide/permissions.md', import.meta.url);
const section = readFileSync(page, 'utf8');
const [functions = '', sweep = '', others = ''] = section.split(
  /\n(?=The sweep's role |Other roles:)/,
);

const { BucketWarden: home, 'BucketWardenForwarder-eu-west-1': forwarder } = templatesOf({
  region: 'eu-central-1',
  regions: ['eu-west-1'],
  exemptByTag: { key: 'warden-exempt', controls: ['tls-only'] },
  alerts: { slack: { workspaceId: 'T01', channelId: 'C01' } },
});

/** The actions that a text names. */
function named(text: string): string[] {
  return unique([...text.matchAll(/`(\w+:\w+)`/g)].map(([, action = '']) => action));
}

/** The actions that the roles are allowed whose logical ids begin so. */
function allowed(template: Template | undefined, role: string): string[] {
  const statements = Object.entries(template?.findResources('AWS::IAM::Policy') ?? {})
    .filter(([id]) => id.startsWith(role))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
  const allowing = statements.filter(({ Effect }) => Effect === 'Allow');
  return unique(allowing.flatMap(({ Action }: { Action: string | string[] }) => Action));
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

/** What the page says of one of the other roles. */
function bullet(start: string): string {
  return others.split('\n- ').find((text) => text.startsWith(start)) ?? '';
}

test("the page's table has the actions of the function's role, no more and no fewer", () => {
  expect(named(functions)).toEqual(allowed(home, 'Remediate'));
});

test("the page says what the sweep's role has besides", () => {
  const shared = named(functions).filter((action) => !/^(config|cloudtrail):/.test(action));
  expect(unique([...shared, ...named(sweep)])).toEqual(allowed(home, 'SweepFunction'));
});

test.each([
  ["The schedule's", home, 'SweepSchedulerRole'],
  ["The heartbeat's", home, 'HeartbeatRole'],
  ["Slack's", home, 'TopicsSlack'],
  ["A [forwarder's]", forwarder, 'Role'],
])('the page names %s role, and what it may do', (words, template, role) => {
  expect(bullet(words)).not.toBe('');
  expect(named(bullet(words))).toEqual(allowed(template, role));
});

test('there is no role that the page does not name', () => {
  const roles = [home, forwarder].map((each) =>
    Object.keys(each?.findResources('AWS::IAM::Role') ?? {}),
  );
  expect(roles.map((each) => each.length)).toEqual([5, 1]);
});
