import { composeMessage } from './compose-message.ts';
import type { Channel, NoticeFacts, NoticeKey } from './model.ts';
import type { NoticeStore, SendMessage } from './ports.ts';

/** Longer than any one attempt takes: a claim outlives its holder only when the holder died. */
export const CLAIM_LEASE_MS = 30_000;
const MARK_ATTEMPTS = 5;
const MARK_PAUSE_MS = 200;

export interface SendNoticePorts {
  readonly store: Pick<NoticeStore, 'claim' | 'markSent' | 'release'>;
  readonly senders: Readonly<Record<Channel, SendMessage>>;
  readonly pause: (ms: number) => Promise<void>;
}

export type SendNotice = (
  key: NoticeKey,
) => Promise<'sent' | 'already_sent' | 'no_address' | 'busy' | 'unknown'>;

/**
 * Sends a notice once. Claimed before, marked after: a repeat finds it sent. Only a process that dies between the
 * carrier's acceptance and the mark leaves a notice to be sent again; the message's id is the same then.
 * Throws when the carrier does not accept it.
 */
export function makeSendNotice({ store, senders, pause }: SendNoticePorts): SendNotice {
  const markSent = async (key: NoticeKey): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await store.markSent(key);
      } catch (error) {
        if (attempt === MARK_ATTEMPTS) throw error;
        await pause(MARK_PAUSE_MS * 2 ** attempt);
      }
    }
  };

  return async (key) => {
    const claim = await store.claim(key, CLAIM_LEASE_MS);
    if (claim.kind === 'sent') return 'already_sent';
    if (claim.kind !== 'claimed') return claim.kind;
    const to = addressOf(key.channel, claim.facts);
    if (to !== null) {
      try {
        await senders[key.channel]({
          id: `${key.eventId}.${key.channel}`,
          to,
          ...composeMessage(key.channel, claim.facts),
        });
      } catch (error) {
        // If this fails as well, the lease runs out by itself.
        await store.release(key).catch(() => undefined);
        throw error;
      }
    }
    await markSent(key);
    return to === null ? 'no_address' : 'sent';
  };
}

const addressOf = (channel: Channel, facts: NoticeFacts): string | null =>
  channel === 'email' ? facts.email : facts.phone;
