import { normalisePhone } from '../identity/phone-number.ts';
import { type Channel, isAboutAccount, type NoticeFacts } from './model.ts';
import type { GivenUp, NoticeClaim } from './ports.ts';

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

export type ClaimedNotice = NoticeClaim & { readonly kind: 'claimed' };

/** Why a notice is not sent. Null if it is. */
export function refusalOf(
  channel: Channel,
  { facts, sentToday, muted }: ClaimedNotice,
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

export const addressOf = (channel: Channel, facts: NoticeFacts): string | null =>
  channel === 'email' ? facts.email : facts.phone;
