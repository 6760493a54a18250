import { describe, expect, test } from 'vitest';
import { heartbeatSource, isRecent } from '../../../shared/core/events/heartbeat.ts';
import { readMessage } from '../../../shared/core/events/read-message.ts';
import { eventFixture, OWN } from './fixtures.ts';

interface Event {
  detail: {
    eventName: string;
    errorCode?: string;
    eventTime?: string;
    requestParameters: { bucketName: string };
    userIdentity: { sessionContext: { sessionIssuer: { arn: string } } };
  };
}

/** What comes of the heartbeat with something changed. */
function read(change: (event: Event) => void, own = OWN) {
  const event = structuredClone(eventFixture('heartbeat').event) as Event;
  change(event);
  return readMessage(JSON.stringify(event), own);
}

test('the heartbeat is the call on its bucket by its role, and says when it was made', () => {
  expect(read(() => {})).toEqual({ kind: 'heartbeat', sentAt: '2026-11-20T09:15:02Z' });
});

describe('no heartbeat is', () => {
  test.each<[string, (event: Event) => void, string]>([
    [
      'its call on another bucket',
      ({ detail }) => {
        detail.requestParameters.bucketName = 'acme-web';
        Object.assign(detail, { resources: [] });
      },
      'other-call',
    ],
    [
      'its call by another role',
      ({ detail }) => {
        detail.userIdentity.sessionContext.sessionIssuer.arn += '2';
      },
      'other-call',
    ],
    [
      'its call that was refused',
      ({ detail }) => {
        detail.errorCode = 'AccessDenied';
      },
      'failed-call',
    ],
  ])('%s', (_situation, change, reason) => {
    expect(read(change)).toMatchObject({ kind: 'ignored', reason });
  });

  test('another call of its role on its bucket, which is looked at as any', () => {
    const message = read(({ detail }) => {
      detail.eventName = 'DeleteBucketPolicy';
    });
    expect(message).toMatchObject({ kind: 'reconcile', bucket: { name: OWN.heartbeat?.bucket } });
  });

  test('anything where the stack makes none', () => {
    const { heartbeat, ...own } = OWN;
    expect(read(() => {}, own)).toMatchObject({ kind: 'ignored', reason: 'other-call' });
  });
});

test('a heartbeat without a time is older than any', () => {
  const message = read(({ detail }) => {
    delete detail.eventTime;
  });
  expect(message).toEqual({ kind: 'heartbeat', sentAt: '1970-01-01T00:00:00Z' });
});

test('what says that the service hears now is at most an hour old, and not of the future', () => {
  expect([0, 3_600_000, -300_000].map(isRecent)).toEqual([true, true, true]);
  expect([3_600_001, -300_001, Number.NaN].map(isRecent)).toEqual([false, false, false]);
});

test('a source is known by both of its parts', () => {
  expect(heartbeatSource('bucket', 'role')).toEqual({ bucket: 'bucket', roleArn: 'role' });
  expect(heartbeatSource(undefined, 'role')).toBeUndefined();
  expect(heartbeatSource('bucket', undefined)).toBeUndefined();
});
