import { type AccountTokens, TOKEN_LIFE_SECONDS } from '../identity/account-tokens.ts';
import {
  type AccountNoticeFacts,
  type Channel,
  hasTickets,
  isAboutAccount,
  type NoticeFacts,
  type NoticeKey,
} from './model.ts';
import { addressOf, type ClaimedNotice, type NoticeTerms } from './notice-terms.ts';
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
import type { Attachment, MakeAttachments, Message, RenderNotice } from './ports.ts';

/** A mail whose files cannot be made waits for them this often, about half a minute in all. */
const ATTEMPTS_WITH_FILES = 5;

export interface MessagePorts {
  readonly tokens: AccountTokens;
  readonly render: RenderNotice;
  readonly attach: MakeAttachments;
  readonly terms: NoticeTerms;
}

/** The message of a notice. Null if the account was erased meanwhile. */
export async function makeMessage(
  key: NoticeKey,
  { facts, attempt }: ClaimedNotice,
  ports: MessagePorts,
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

const attachmentsOf = async (channel: Channel, facts: NoticeFacts, { attach }: MessagePorts) =>
  channel === 'email' && 'reservationId' in facts && hasTickets(facts.template) ? attach(facts) : [];

/** The content of a notice; null if the account was erased meanwhile. */
async function viewOf(
  facts: NoticeFacts,
  { tokens, terms }: MessagePorts,
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
