import { z } from 'zod';
import type { RecordedEvent } from '../events/model.ts';
import { TOKEN_PURPOSES, type TokenPurpose } from '../identity/account-tokens.ts';
import type { RefundId } from '../payments/model.ts';
import type { AccountId, ConcertId, ReservationId } from '../shared/ids.ts';
import type { Won } from '../shared/money.ts';

export const CHANNELS = ['email', 'sms'] as const;
export type Channel = (typeof CHANNELS)[number];

export type Locale = 'ko' | 'en';

/**
 * Its stream is that of the refund, because the reservation had ended and has no event about the
 * money.
 */
export const LATE_MONEY_REFUNDED = 'late_money.refunded';

/** Which events are told to the fan, and by which template. An early release is the fan's own doing and needs no notice. */
export const TEMPLATE_BY_EVENT = {
  'reservation.confirmed': 'reservation_confirmed',
  'reservation.cancelled': 'reservation_cancelled',
  'reservation.expired': 'hold_expired',
  [LATE_MONEY_REFUNDED]: 'late_money_refunded',
} as const;
export type ReservationTemplate = (typeof TEMPLATE_BY_EVENT)[keyof typeof TEMPLATE_BY_EVENT];
/** What an account is mailed about itself, with a token. By e-mail alone. */
export type AccountTemplate = TokenPurpose;
/** `admitted` comes from the waiting room, which keeps no events. */
export type Template = ReservationTemplate | 'admitted' | AccountTemplate;

export const NOTICE_EVENT_TYPES = Object.keys(TEMPLATE_BY_EVENT);

/**
 * How long after the fact a notice is still worth sending. An admission is: until the concert's
 * `claimSeconds` are over.
 */
export type NoticeLife = Readonly<Record<ReservationTemplate, number>>;
export const NOTICE_LIFE_SECONDS: NoticeLife = {
  reservation_confirmed: 30 * 24 * 3_600,
  reservation_cancelled: 30 * 24 * 3_600,
  hold_expired: 6 * 3_600,
  late_money_refunded: 30 * 24 * 3_600,
};

/** A notice to plan: what happened, when, and to which reservation, refund or waiting fan. */
export type PlannedNotice =
  | {
      readonly eventId: string;
      readonly template: Exclude<ReservationTemplate, 'late_money_refunded'>;
      readonly reservationId: ReservationId;
      readonly lapsesAt: Date;
    }
  | {
      readonly eventId: string;
      readonly template: 'late_money_refunded';
      readonly refundId: RefundId;
      readonly lapsesAt: Date;
    }
  | {
      readonly eventId: string;
      readonly template: 'admitted';
      readonly accountId: AccountId;
      readonly concertId: ConcertId;
      readonly admittedAt: Date;
    };

/** A notice on one channel. The same event and channel is the same notice, however often it is asked for. */
export const noticeKey = z.object({
  eventId: z.string().min(1).max(120),
  channel: z.enum(CHANNELS),
});
export type NoticeKey = z.infer<typeof noticeKey>;

/** A notice to send, and the number of earlier attempts. */
export interface DueNotice extends NoticeKey {
  readonly attempts: number;
}

/**
 * The result of a notice's job. `refused`, `exhausted`, `lapsed`, `no_address`,
 * `country_not_served`, `unverified` and `too_many` end the notice unsent.
 */
export type NoticeStatus =
  | 'sent'
  | 'repeated'
  | 'busy'
  | 'retrying'
  | 'refused'
  | 'exhausted'
  | 'lapsed'
  | 'no_address'
  /** Text messages to the phone's country are not sent. */
  | 'country_not_served'
  /** Nobody has proved that the address is theirs, and the settings ask for that. */
  | 'unverified'
  /** The address had as many notices within a day as it may have. */
  | 'too_many'
  /** The job holds no notice, or one that was never planned. */
  | 'failed'
  /** PostgreSQL is down; the job is retried. */
  | 'fault';

/** Whom a notice is for. */
export interface Addressee {
  readonly accountId: AccountId;
  readonly locale: Locale;
  readonly name: string;
  /** Null once the account is erased. */
  readonly email: string | null;
  readonly phone: string | null;
  readonly verified: boolean;
}

/** The token is made when the mail is sent: no row and no job holds it. */
export interface AccountNoticeFacts extends Addressee {
  readonly template: AccountTemplate;
}

interface ConcertNoticeFacts extends Addressee {
  readonly concertTitle: string;
  readonly venueName: string;
}

export interface AdmissionNoticeFacts extends ConcertNoticeFacts {
  readonly template: 'admitted';
}

export interface ReservationNoticeFacts extends ConcertNoticeFacts {
  readonly template: ReservationTemplate;
  readonly reservationId: ReservationId;
  readonly startsAt: Date;
  readonly seats: readonly { readonly label: string; readonly grade: string }[];
  readonly totalAmount: Won;
  readonly refundAmount: Won;
  readonly feeAmount: Won;
}

/** What a notice says, as it is in the truth when the notice is sent. */
export type NoticeFacts = ReservationNoticeFacts | AdmissionNoticeFacts | AccountNoticeFacts;

export const isAboutAccount = <T extends { readonly template: Template }>(
  notice: T,
): notice is Extract<T, { readonly template: AccountTemplate }> =>
  TOKEN_PURPOSES.some((purpose) => purpose === notice.template);

const isNotified = (type: string): type is keyof typeof TEMPLATE_BY_EVENT =>
  Object.hasOwn(TEMPLATE_BY_EVENT, type);

/** The notices that events call for; none for an event nobody needs to hear of. */
export function noticesOf(
  events: readonly RecordedEvent[],
  life: NoticeLife = NOTICE_LIFE_SECONDS,
): readonly PlannedNotice[] {
  return events.flatMap(({ id, stream, type, occurredAt }): readonly PlannedNotice[] => {
    if (!isNotified(type)) return [];
    const template = TEMPLATE_BY_EVENT[type];
    const lapsesAt = new Date(occurredAt.getTime() + life[template] * 1_000);
    return template === 'late_money_refunded'
      ? [{ eventId: id, refundId: stream, template, lapsesAt }]
      : [{ eventId: id, reservationId: stream, template, lapsesAt }];
  });
}
