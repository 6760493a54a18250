import type { NoticeInput } from '../../../shared/core/exemption-notice/message.ts';
import type { EndingExemption } from '../../../shared/core/exemption-notice/schema.ts';

export const OF_SETTINGS: EndingExemption = {
  source: 'settings',
  bucket: 'legacy-*',
  controls: [
    { id: 'tls-only', severity: 'high', mode: 'enforce' },
    { id: 'block-public-access', severity: 'critical', mode: 'audit' },
  ],
  reason: 'old clients, replaced in November',
  owner: 'team-web',
  expires: '2026-11-27T23:59:59.999Z',
};

export const OF_PERSON: EndingExemption = {
  id: '1hzk3x2am-7qd',
  source: 'person',
  bucket: 'acme-logs',
  controls: [{ id: 'tls-only', severity: 'high', mode: 'enforce' }],
  reason: 'the log shipper speaks plain HTTP until its update',
  owner: 'arn:aws:iam::111122223333:user/alice',
  expires: '2026-11-28T09:14:00.000Z',
};

const BY_UNDO: EndingExemption = {
  ...OF_PERSON,
  owner: 'team-logs',
  madeBy: 'arn:aws:iam::111122223333:user/alice',
  undo: { change: '1hzk3x1zz-0aa', id: '1hzk3x2an-8re', facet: 'policy' },
};

const ENDED_AT = '2026-11-22T10:00:00.000Z';

/** One notice for each stage: also the examples of docs/alerts.md. */
export const NOTICES = {
  'made-by-undo': notice({
    stage: 'made',
    time: '2026-11-21T09:14:01.000Z',
    exemptions: [BY_UNDO],
  }),
  'ended-by-hand': notice({
    stage: 'withdrawn',
    time: ENDED_AT,
    exemptions: [
      {
        ...OF_PERSON,
        expires: ENDED_AT,
        withdrawn: {
          ...{ at: ENDED_AT, by: 'user/eve' },
          byArn: 'arn:aws:iam::111122223333:user/eve',
        },
      },
    ],
  }),
  'ending-soon': notice({ exemptions: [OF_SETTINGS, OF_PERSON] }),
  'has-ended': notice({
    stage: 'ended',
    time: '2026-11-29T03:04:12.980Z',
    exemptions: [OF_PERSON],
  }),
} satisfies Record<string, NoticeInput>;

/** A notice of exemptions that end soon, with what is not given as it usually is. */
export function notice(parts: Partial<NoticeInput>): NoticeInput {
  return {
    time: '2026-11-21T03:04:12.980Z',
    stage: 'soon',
    account: '111122223333',
    region: 'eu-central-1',
    exemptions: [],
    ...parts,
  };
}
