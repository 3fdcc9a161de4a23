import { type AccountTokens, TOKEN_LIFE_SECONDS } from '../identity/account-tokens.ts';
import { normalisePhone } from '../identity/phone-number.ts';
import { composeAccountMail } from './compose-account-mail.ts';
import { composeMessage } from './compose-message.ts';
import { type Channel, isAboutAccount, type NoticeFacts, type NoticeKey } from './model.ts';
import {
  type GivenUp,
  type Message,
  MessageRefused,
  type NoticeClaim,
  type NoticeStore,
  type SendMessage,
} from './ports.ts';

/** Longer than any one attempt takes: a claim outlives its holder only when the holder died. */
export const CLAIM_LEASE_MS = 60_000;
/**
 * All attempts together take less than the lease: a notice that cannot be marked is sent again
 * after it.
 */
const MARK_ATTEMPTS = 12;
const MARK_PAUSE_MS = { first: 400, last: 2_000 } as const;

/** The delay is a second at first and doubles up to a quarter of an hour: about a day in all. */
const MAX_ATTEMPTS = 100;
const FIRST_DELAY_MS = 1_000;
const LAST_DELAY_MS = 900_000;

export interface NoticeTerms {
  /** Whether addresses that nobody has verified are told nothing but how to verify them. */
  readonly verifiedOnly: boolean;
  /** Most notices to an address within a day, on each channel. */
  readonly mostPerDay: number;
  /** Country codes of the phones that text messages are sent to, such as 82 for Korea. */
  readonly textCountryCodes: readonly string[];
  /** Where fans reach the system: links of mails start with it. */
  readonly publicUrl: string;
}

export interface SendNoticePorts {
  readonly store: Pick<NoticeStore, 'claim' | 'markSent' | 'postpone' | 'giveUp'>;
  readonly senders: Readonly<Record<Channel, SendMessage>>;
  readonly tokens: AccountTokens;
  readonly terms: NoticeTerms;
  readonly pause: (ms: number) => Promise<void>;
  readonly firstDelayMs?: number;
}

export type NoticeOutcome =
  | { readonly status: 'sent' | 'already_sent' | 'busy' | 'unknown' }
  | { readonly status: 'given_up'; readonly reason: GivenUp; readonly cause?: unknown }
  /** The row says when it is due again. */
  | { readonly status: 'postponed'; readonly attempt: number; readonly cause: unknown };

export type SendNotice = (key: NoticeKey) => Promise<NoticeOutcome>;

/**
 * Sends a notice once. Claimed before, marked after: a repeat finds it sent. Only a process that
 * dies between the carrier's acceptance and the mark leaves a notice to be sent again; the
 * message's id is the same then. Throws only when the truth cannot be read or written.
 */
export function makeSendNotice(ports: SendNoticePorts): SendNotice {
  const { store, senders, pause } = ports;
  const markSent = async (key: NoticeKey): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await store.markSent(key);
      } catch (error) {
        if (attempt === MARK_ATTEMPTS) throw error;
        await pause(Math.min(MARK_PAUSE_MS.first * 2 ** (attempt - 1), MARK_PAUSE_MS.last));
      }
    }
  };
  const giveUp = async (key: NoticeKey, reason: GivenUp, cause?: unknown): Promise<NoticeOutcome> => {
    await store.giveUp(key, reason);
    return { status: 'given_up', reason, cause };
  };
  const refused = async (key: NoticeKey, attempt: number, cause: unknown): Promise<NoticeOutcome> => {
    if (cause instanceof MessageRefused) return giveUp(key, 'refused', cause);
    if (attempt >= MAX_ATTEMPTS) return giveUp(key, 'exhausted', cause);
    const delayMs = (ports.firstDelayMs ?? FIRST_DELAY_MS) * 2 ** Math.min(attempt - 1, 20);
    // If this fails, the notice is due when its lease expires.
    await store.postpone(key, Math.min(delayMs, LAST_DELAY_MS));
    return { status: 'postponed', attempt, cause };
  };

  return async (key) => {
    const claim = await store.claim(key, CLAIM_LEASE_MS);
    if (claim.kind === 'sent') return { status: 'already_sent' };
    if (claim.kind === 'lapsed') return { status: 'given_up', reason: 'lapsed' };
    if (claim.kind !== 'claimed') return { status: claim.kind };
    const reason = refusalOf(key.channel, claim, ports.terms);
    if (reason !== null) return giveUp(key, reason);
    const words = await compose(key.channel, claim.facts, ports);
    const to = addressOf(key.channel, claim.facts);
    if (words === null || to === null) return giveUp(key, 'no_address');
    const id = `${key.eventId}.${key.channel}`;
    try {
      await senders[key.channel]({ id, to, ...words });
    } catch (cause) {
      return refused(key, claim.attempt, cause);
    }
    await markSent(key);
    return { status: 'sent' };
  };
}

function refusalOf(
  channel: Channel,
  { facts, sentToday }: NoticeClaim & { readonly kind: 'claimed' },
  terms: NoticeTerms,
): GivenUp | null {
  if (addressOf(channel, facts) === null) return 'no_address';
  if (channel === 'sms' && !isServed(facts.phone, terms)) return 'country_not_served';
  // Whoever uses a token that was mailed has proved the address, whichever token it was.
  if (terms.verifiedOnly && !facts.verified && !isAboutAccount(facts)) return 'unverified';
  return sentToday >= terms.mostPerDay ? 'too_many' : null;
}

/** Numbers that were stored before they were checked may be none. */
function isServed(phone: string | null, { textCountryCodes }: NoticeTerms): boolean {
  const number = phone === null ? null : normalisePhone(phone);
  return number !== null && textCountryCodes.some((code) => number.startsWith(`+${code}`));
}

/** The words of a notice. Null when the account was erased meanwhile. */
async function compose(
  channel: Channel,
  facts: NoticeFacts,
  { tokens, terms }: SendNoticePorts,
): Promise<Omit<Message, 'id' | 'to'> | null> {
  if (!isAboutAccount(facts)) return composeMessage(channel, facts);
  const { accountId, template } = facts;
  const token = await tokens.issue(accountId, template, TOKEN_LIFE_SECONDS[template]);
  return token === null ? null : composeAccountMail(facts, token, terms.publicUrl);
}

const addressOf = (channel: Channel, facts: NoticeFacts): string | null =>
  channel === 'email' ? facts.email : facts.phone;
