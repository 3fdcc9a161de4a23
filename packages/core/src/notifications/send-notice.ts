import { type MessagePorts, makeMessage } from './make-message.ts';
import type { Channel, NoticeKey } from './model.ts';
import { type ClaimedNotice, refusalOf } from './notice-terms.ts';
import {
  type GivenUp,
  MessageNotBegun,
  MessageRefused,
  type NoticeStore,
  type SendMessage,
} from './ports.ts';

/** Longer than any attempt, with files and waits: a claim expires only if its holder died. */
export const CLAIM_LEASE_MS = 90_000;
/** All attempts together take less than the lease: an unmarked notice is sent again after it. */
const MARK_ATTEMPTS = 12;
const MARK_PAUSE_MS = { first: 400, last: 2_000 } as const;

/** The delay starts at a second and doubles up to a quarter of an hour: about a day in all. */
const MAX_ATTEMPTS = 100;
const FIRST_DELAY_MS = 1_000;
const LAST_DELAY_MS = 900_000;
/** Before a notice is tried again whose message was not begun. */
const TURN_DELAY_MS = 5_000;

export interface SendNoticePorts extends MessagePorts {
  readonly store: Pick<NoticeStore, 'claim' | 'markSent' | 'postpone' | 'putBack' | 'giveUp'>;
  readonly senders: Readonly<Record<Channel, SendMessage>>;
  readonly pause: (ms: number) => Promise<void>;
  readonly firstDelayMs?: number;
}

export type NoticeOutcome =
  | { readonly status: 'sent'; readonly waitedMs: number }
  | { readonly status: 'already_sent' | 'busy' | 'unknown' }
  | { readonly status: 'given_up'; readonly reason: GivenUp; readonly cause?: unknown }
  /** Its row has the time of the next attempt. */
  | { readonly status: 'postponed'; readonly attempt: number; readonly cause: unknown };

export type SendNotice = (key: NoticeKey) => Promise<NoticeOutcome>;

/**
 * Sends a notice once: claims it, sends it, marks it. If the process dies before the mark, the
 * notice is sent again with the same message id. Throws only on faults of the database.
 */
export function makeSendNotice(ports: SendNoticePorts): SendNotice {
  const { store, senders } = ports;
  const giveUp = async (key: NoticeKey, reason: GivenUp, cause?: unknown): Promise<NoticeOutcome> => {
    await store.giveUp(key, reason);
    return { status: 'given_up', reason, cause };
  };
  const failed = async (key: NoticeKey, attempt: number, cause: unknown): Promise<NoticeOutcome> => {
    if (cause instanceof MessageNotBegun) {
      await store.putBack(key, TURN_DELAY_MS);
      return { status: 'postponed', attempt, cause };
    }
    if (cause instanceof MessageRefused) return giveUp(key, 'refused', cause);
    if (attempt >= MAX_ATTEMPTS) return giveUp(key, 'exhausted', cause);
    const delayMs = (ports.firstDelayMs ?? FIRST_DELAY_MS) * 2 ** Math.min(attempt - 1, 20);
    // If this fails, the notice is due when its lease expires.
    await store.postpone(key, Math.min(delayMs, LAST_DELAY_MS));
    return { status: 'postponed', attempt, cause };
  };
  const send = async (key: NoticeKey, claim: ClaimedNotice): Promise<NoticeOutcome> => {
    const reason = refusalOf(key.channel, claim, ports.terms);
    if (reason !== null) return giveUp(key, reason);
    try {
      const message = await makeMessage(key, claim, ports);
      if (message === null) return await giveUp(key, 'no_address');
      await senders[key.channel](message);
    } catch (cause) {
      return failed(key, claim.attempt, cause);
    }
    return { status: 'sent', waitedMs: await markSent(key, ports) };
  };

  return async (key) => {
    const claim = await store.claim(key, CLAIM_LEASE_MS);
    switch (claim.kind) {
      case 'claimed':
        return send(key, claim);
      case 'unreadable':
        return failed(key, claim.attempt, claim.cause);
      case 'sent':
        return { status: 'already_sent' };
      case 'lapsed':
        return { status: 'given_up', reason: 'lapsed' };
      case 'busy':
      case 'unknown':
        return { status: claim.kind };
    }
  };
}

async function markSent(key: NoticeKey, { store, pause }: SendNoticePorts): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await store.markSent(key);
    } catch (error) {
      if (attempt === MARK_ATTEMPTS) throw error;
      await pause(Math.min(MARK_PAUSE_MS.first * 2 ** (attempt - 1), MARK_PAUSE_MS.last));
    }
  }
}
