import { type AccountTokens, TOKEN_LIFE_SECONDS } from '../identity/account-tokens.ts';
import { normalisePhone } from '../identity/phone-number.ts';
import {
  type AccountNoticeFacts,
  type Channel,
  hasTickets,
  isAboutAccount,
  type NoticeFacts,
  type NoticeKey,
} from './model.ts';
import {
  accountView,
  admissionView,
  type MailTerms,
  type NoticeView,
  reservationView,
  seatsCancelledView,
  seatsMovedView,
  showView,
} from './notice-view.ts';
import {
  type Attachment,
  type GivenUp,
  type MakeAttachments,
  type Message,
  MessageRefused,
  type NoticeClaim,
  type NoticeStore,
  type RenderNotice,
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
/** A mail whose files cannot be made waits for them this often, about half a minute in all. */
const ATTEMPTS_WITH_FILES = 5;

export interface NoticeTerms {
  /** Whether unverified addresses get nothing but mails that verify them. */
  readonly verifiedOnly: boolean;
  /** The limit of notices per address, channel and day. */
  readonly mostPerDay: number;
  /** Country codes that text messages are sent to, such as 82. Null without an SMS gateway. */
  readonly textCountryCodes: readonly string[] | null;
  /** The storefront's address: links in mails start with it. */
  readonly publicUrl: string;
}

export interface SendNoticePorts {
  readonly store: Pick<NoticeStore, 'claim' | 'markSent' | 'postpone' | 'giveUp'>;
  readonly senders: Readonly<Record<Channel, SendMessage>>;
  readonly tokens: AccountTokens;
  readonly render: RenderNotice;
  readonly attach: MakeAttachments;
  readonly terms: NoticeTerms;
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
  const { store, senders, pause } = ports;
  const markSent = async (key: NoticeKey): Promise<number> => {
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
    try {
      const message = await messageOf(key, claim, ports);
      if (message === null) return await giveUp(key, 'no_address');
      await senders[key.channel](message);
    } catch (cause) {
      return refused(key, claim.attempt, cause);
    }
    return { status: 'sent', waitedMs: await markSent(key) };
  };
}

type Claimed = NoticeClaim & { readonly kind: 'claimed' };

/** Null if the account was erased meanwhile. */
async function messageOf(
  key: NoticeKey,
  { facts, attempt }: Claimed,
  ports: SendNoticePorts,
): Promise<Message | null> {
  const { template, locale } = facts;
  const { channel } = key;
  let attachments: readonly Attachment[] = [];
  try {
    attachments = await attachmentsOf(channel, facts, ports);
  } catch (cause) {
    if (attempt < ATTEMPTS_WITH_FILES) throw cause;
  }
  const view = await viewOf(facts, ports, attachments.length > 0);
  const to = addressOf(channel, facts);
  if (view === null || to === null) return null;
  const words = ports.render({ template, locale, channel, view });
  return { id: `${key.eventId}.${channel}`, to, ...words, attachments };
}

function refusalOf(
  channel: Channel,
  { facts, sentToday, muted }: Claimed,
  terms: NoticeTerms,
): GivenUp | null {
  if (muted) return 'switched_off';
  if (addressOf(channel, facts) === null) return 'no_address';
  if (channel === 'sms') {
    if (terms.textCountryCodes === null) return 'sms_not_configured';
    if (!isServed(facts.phone, terms.textCountryCodes)) return 'country_not_served';
  }
  // Using any mailed token proves the address.
  if (terms.verifiedOnly && !facts.verified && !isAboutAccount(facts)) return 'unverified';
  return sentToday >= terms.mostPerDay ? 'too_many' : null;
}

/** Numbers stored before validation may be malformed. */
function isServed(phone: string | null, countryCodes: readonly string[]): boolean {
  const number = phone === null ? null : normalisePhone(phone);
  return number !== null && countryCodes.some((code) => number.startsWith(`+${code}`));
}

const attachmentsOf = async (channel: Channel, facts: NoticeFacts, { attach }: SendNoticePorts) =>
  channel === 'email' && 'reservationId' in facts && hasTickets(facts.template) ? attach(facts) : [];

/** The content of a notice; null if the account was erased meanwhile. */
async function viewOf(
  facts: NoticeFacts,
  { tokens, terms }: SendNoticePorts,
  isAttached: boolean,
): Promise<NoticeView | null> {
  if (!isAboutAccount(facts)) return viewOfSale(facts, { publicUrl: terms.publicUrl, isAttached });
  const { accountId, template } = facts;
  const token = await tokens.issue(accountId, template, TOKEN_LIFE_SECONDS[template]);
  return token === null ? null : accountView(facts, token, terms.publicUrl);
}

function viewOfSale(facts: Exclude<NoticeFacts, AccountNoticeFacts>, terms: MailTerms): NoticeView {
  switch (facts.template) {
    case 'admitted':
      return admissionView(facts);
    case 'seats_moved':
      return seatsMovedView(facts, terms);
    case 'seats_cancelled':
      return seatsCancelledView(facts, terms);
    case 'performance_cancelled':
    case 'performance_postponed':
      return showView(facts, terms);
    default:
      return reservationView(facts, terms);
  }
}

const addressOf = (channel: Channel, facts: NoticeFacts): string | null =>
  channel === 'email' ? facts.email : facts.phone;
