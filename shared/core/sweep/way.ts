import { RefusedSweepMessageError, type SweepMessage } from './message.ts';

/** By which queue a message came: the one of the service's own steps, or the one that people of the account send to. */
export type SweepWay = 'work' | 'requests';

/** As SQS writes the id of a sender: `AIDA…`, `AROA…:session`, `<account>:<federated name>` or an account's id. */
const SENDER = /^[\w+=,.@:-]{1,256}$/;

/**
 * What a message asks for is done only where it came by the way for it: a person asks for a sweep by the queue of
 * requests and for nothing else, and everything else comes by the other one, which nobody else may send to.
 * @throws {RefusedSweepMessageError} where it came by the wrong one.
 */
export function requireRightWay(message: SweepMessage, way: SweepWay): void {
  const isRequest = message.kind === 'start' && message.trigger === 'person';
  if (isRequest === (way === 'requests')) return;
  throw new RefusedSweepMessageError(
    isRequest
      ? 'a person asks for a sweep by the queue of requests: `warden sweep` does'
      : 'the queue of requests is for people who ask for a sweep, and for nothing else',
  );
}

/**
 * Who sent a request.
 * @param senderId the system attribute `SenderId`, which SQS sets and no sender can.
 * @throws {RefusedSweepMessageError} where that is nothing that SQS would say.
 */
export function askerOf(senderId: string | undefined): string {
  if (senderId !== undefined && SENDER.test(senderId)) return senderId;
  throw new RefusedSweepMessageError('SQS does not say who asks');
}
