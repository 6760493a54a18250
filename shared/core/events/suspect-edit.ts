import * as v from 'valibot';
import type { Bucket } from '../../model/resource.ts';
import type { ApiCallTrigger } from '../../model/trigger.ts';
import type { SuspectEdit } from '../lost-edits/evidence.ts';
import type { Envelope } from './envelope.ts';
import { fields, text } from './lenient.ts';
import { type Message, malformed, type Own } from './message.ts';
import { accountsAmong } from './place.ts';
import { putOf } from './put.ts';
import { reconcileMessage } from './reconcile-message.ts';
import { firstTime, UNKNOWN_TIME } from './time.ts';

/** The detail-type under which the service asks itself to have CloudTrail confirm an edit. */
export const SUSPECT_EDIT = 'Bucket Warden Suspect Edit';

const Detail = fields({
  bucket: text,
  eventId: text,
  eventName: text,
  eventTime: text,
  who: text,
});

/** The message that has CloudTrail asked about an edit. */
export function suspectEditMessage(bucket: Bucket, { trigger }: SuspectEdit): string {
  const { id, call, time, actor, put } = trigger;
  return JSON.stringify({
    source: 'bucket-warden',
    'detail-type': SUSPECT_EDIT,
    account: bucket.account,
    region: bucket.region,
    detail: {
      bucket: bucket.name,
      eventId: id,
      eventName: call,
      eventTime: time,
      who: actor.name,
      bucketPolicy: put?.value,
    },
  });
}

/** Reads such a message. What it says of the edit is nobody's word: it only says what to ask CloudTrail about. */
export function readSuspectEdit(envelope: Envelope, own: Own): Message {
  const detail = v.parse(Detail, envelope.detail);
  const { bucket, eventId, eventName = '', who = 'somebody' } = detail;
  const time = firstTime(detail.eventTime);
  const put = putOf(eventName, envelope.detail);
  if (bucket === undefined || eventId === undefined || time === UNKNOWN_TIME) {
    return malformed('a suspect edit without bucket, event id or time');
  }
  if (put?.facet !== 'policy') return malformed('a suspect edit that is no edit of a policy');
  const trigger: ApiCallTrigger = {
    kind: 'api-call',
    id: eventId,
    time,
    call: eventName,
    actor: { type: 'Unconfirmed', name: `unconfirmed: ${who}` },
    put,
  };
  const accounts = accountsAmong(envelope.account);
  const place = reconcileMessage({ bucket, regions: [envelope.region], accounts, trigger, own });
  if (place.kind !== 'reconcile') return place;
  return { kind: 'suspect-edit', bucket: place.bucket, suspect: { trigger } };
}
