import type { AccountId } from '../shared/ids.ts';
import type {
  AccountTemplate,
  Channel,
  SeatTemplate,
  ShowTemplate,
  Template,
  TICKETS_AGAIN,
} from './model.ts';

/**
 * Notices that a fan may switch off. What was asked for, and what is said about a moved seat or a
 * whole performance, is always sent. Cancelled seats follow the choice for cancelled reservations.
 */
export type ChosenTemplate = Exclude<
  Template,
  AccountTemplate | ShowTemplate | SeatTemplate | typeof TICKETS_AGAIN
>;
/** A notice on one channel that is switched off. */
export type MutedNotice = `${ChosenTemplate}.${Channel}`;

/** The notices in preferences, with whether their mail may be switched off. */
export const MAIL_IS_OPTIONAL = {
  reservation_confirmed: false,
  reservation_cancelled: false,
  late_money_refunded: false,
  hold_expired: true,
  admitted: true,
} as const satisfies Readonly<Record<ChosenTemplate, boolean>>;

export const CHOSEN_TEMPLATES = Object.keys(MAIL_IS_OPTIONAL) as readonly ChosenTemplate[];

/** For each notice, the channels that a fan wants it on. */
export type NoticePreferences = Readonly<Record<ChosenTemplate, Readonly<Record<Channel, boolean>>>>;

export interface NoticePreferenceStore {
  /** Null if the account does not exist or is erased. */
  read(id: AccountId): Promise<readonly MutedNotice[] | null>;
  /** Returns whether the account exists. */
  write(id: AccountId, muted: readonly MutedNotice[]): Promise<boolean>;
}

export const preferencesOf = (muted: readonly MutedNotice[]): NoticePreferences =>
  Object.fromEntries(
    CHOSEN_TEMPLATES.map((template) => [
      template,
      { email: !muted.includes(`${template}.email`), sms: !muted.includes(`${template}.sms`) },
    ]),
  ) as NoticePreferences;

export const mutedBy = (preferences: NoticePreferences): readonly MutedNotice[] =>
  CHOSEN_TEMPLATES.flatMap((template): MutedNotice[] => [
    ...(MAIL_IS_OPTIONAL[template] && !preferences[template].email ? [`${template}.email` as const] : []),
    ...(preferences[template].sms ? [] : [`${template}.sms` as const]),
  ]);
