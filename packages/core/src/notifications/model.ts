import { z } from 'zod';
import type { RecordedEvent } from '../events/model.ts';
import { TOKEN_PURPOSES, type TokenPurpose } from '../identity/account-tokens.ts';
import type { AccountLocale } from '../identity/model.ts';
import type { RefundId } from '../payments/model.ts';
import type { AccountId, ConcertId, ReservationId } from '../shared/ids.ts';
import type { Won } from '../shared/money.ts';

export const CHANNELS = ['email', 'sms'] as const;
export type Channel = (typeof CHANNELS)[number];

export type Locale = AccountLocale;

/** In the refund's stream, because the reservation had ended when the money arrived. */
export const LATE_MONEY_REFUNDED = 'late_money.refunded';

/** The events with a notice, and its template. A fan's own early release needs none. */
export const TEMPLATE_BY_EVENT = {
  'reservation.confirmed': 'reservation_confirmed',
  'reservation.seats_moved': 'seats_moved',
  'reservation.seats_cancelled': 'seats_cancelled',
  'reservation.cancelled': 'reservation_cancelled',
  'reservation.expired': 'hold_expired',
  [LATE_MONEY_REFUNDED]: 'late_money_refunded',
} as const;
export type ReservationTemplate = (typeof TEMPLATE_BY_EVENT)[keyof typeof TEMPLATE_BY_EVENT];
/** Notices about other seats of a reservation that stays confirmed. */
export const SEAT_TEMPLATES = [
  'seats_moved',
  'seats_cancelled',
] as const satisfies readonly ReservationTemplate[];
export type SeatTemplate = (typeof SEAT_TEMPLATES)[number];
/** About a whole performance: one for each reservation, planned with the change itself. */
export const SHOW_TEMPLATES = ['performance_cancelled', 'performance_postponed'] as const;
export type ShowTemplate = (typeof SHOW_TEMPLATES)[number];
/** Mails with a token, about the account itself. E-mail only. */
export type AccountTemplate = TokenPurpose;
/** The box office sends the tickets of a reservation again. E-mail only. */
export const TICKETS_AGAIN = 'tickets_again';
/** `admitted` comes from the waiting room, which writes no events. */
export const TEMPLATES = [
  ...Object.values(TEMPLATE_BY_EVENT),
  TICKETS_AGAIN,
  ...SHOW_TEMPLATES,
  'admitted',
  ...TOKEN_PURPOSES,
] as const;
export type Template = (typeof TEMPLATES)[number];

/** Whether the notice has no text message. */
export const isMailOnly = (template: Template): boolean =>
  template === TICKETS_AGAIN || isAboutAccount({ template });
const WITH_TICKETS: readonly Template[] = [
  'reservation_confirmed',
  'seats_moved',
  TICKETS_AGAIN,
  'performance_postponed',
];
/** Whether the mail has the tickets and a calendar file attached. */
export const hasTickets = (template: Template): boolean => WITH_TICKETS.includes(template);

export const NOTICE_EVENT_TYPES = Object.keys(TEMPLATE_BY_EVENT);

/**
 * How long after the event a notice is worth sending. For an admission: until the concert's
 * `claimSeconds` are over.
 */
export type NoticeLife = Readonly<Record<Exclude<ReservationTemplate, SeatTemplate>, number>>;
export const NOTICE_LIFE_SECONDS: NoticeLife = {
  reservation_confirmed: 30 * 24 * 3_600,
  reservation_cancelled: 30 * 24 * 3_600,
  hold_expired: 6 * 3_600,
  late_money_refunded: 30 * 24 * 3_600,
};

/** A notice about some seats lapses as late as one about the whole reservation. */
const LIFE_OF = { seats_moved: 'reservation_confirmed', seats_cancelled: 'reservation_cancelled' } as const;

/** A notice to plan: the event, its time, and the reservation, refund or waiting fan. */
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

/** A notice on one channel. Event and channel identify it. */
export const noticeKey = z.object({
  eventId: z.string().min(1).max(120),
  channel: z.enum(CHANNELS),
});
export type NoticeKey = z.infer<typeof noticeKey>;

/** A notice to send, and the number of earlier attempts. */
export interface DueNotice extends NoticeKey {
  readonly attempts: number;
  /** The trace of its event. Only the job that is queued for the event has it. */
  readonly traceparent?: string | undefined;
}

/** The result of a notice's job. `refused` to `too_many` end the notice unsent. */
export const NOTICE_STATUSES = [
  'sent',
  'repeated',
  'busy',
  'retrying',
  'refused',
  'exhausted',
  'lapsed',
  'no_address',
  // There is no SMS gateway.
  'sms_not_configured',
  // Text messages to the phone's country are not sent.
  'country_not_served',
  // The address is unverified, and the settings require verification.
  'unverified',
  // The fan does not want this notice on this channel.
  'switched_off',
  // The address has reached its limit of notices per day.
  'too_many',
  // The job holds no valid notice, or one that was never planned.
  'failed',
  // PostgreSQL is down; the job is retried.
  'fault',
] as const;
export type NoticeStatus = (typeof NOTICE_STATUSES)[number];

/** The recipient of a notice. */
export interface Addressee {
  readonly accountId: AccountId;
  readonly locale: Locale;
  readonly name: string;
  /** Null once the account is erased. */
  readonly email: string | null;
  readonly phone: string | null;
  readonly verified: boolean;
}

/** The token is created when the mail is sent, so no row and no job holds it. */
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

export interface NoticeSeat {
  readonly label: string;
  readonly grade: string;
}

export interface ReservationNoticeFacts extends ConcertNoticeFacts {
  readonly template: ReservationTemplate | ShowTemplate | typeof TICKETS_AGAIN;
  readonly reservationId: ReservationId;
  /** Sold at the box office: its holder has no account, so no page. */
  readonly atDesk: boolean;
  readonly startsAt: Date;
  /** For a notice about other seats: those after its event. */
  readonly seats: readonly NoticeSeat[];
  readonly cancelledSeats: readonly NoticeSeat[];
  readonly movedSeats: readonly { readonly from: NoticeSeat; readonly to: NoticeSeat }[];
  readonly totalAmount: Won;
  /** Of the event that the notice is about; earlier refunds of the reservation do not count. */
  readonly refundAmount: Won;
  readonly feeAmount: Won;
  /** Whether it was paid when its performance was cancelled. */
  readonly wasPaid: boolean;
  /** The dates of a postponement, and why the performance was postponed or cancelled. */
  readonly postponedFrom: Date | null;
  readonly fullRefundUntil: Date | null;
  readonly showReason: string | null;
}

/** The content of a notice, read from PostgreSQL when it is sent. */
export type NoticeFacts = ReservationNoticeFacts | AdmissionNoticeFacts | AccountNoticeFacts;

export const isAboutAccount = <T extends { readonly template: Template }>(
  notice: T,
): notice is Extract<T, { readonly template: AccountTemplate }> =>
  TOKEN_PURPOSES.some((purpose) => purpose === notice.template);

export const isAboutSeats = (template: Template): template is SeatTemplate =>
  SEAT_TEMPLATES.some((each) => each === template);

const lifeOf = (template: ReservationTemplate, life: NoticeLife): number =>
  life[isAboutSeats(template) ? LIFE_OF[template] : template];

const isNotified = (type: string): type is keyof typeof TEMPLATE_BY_EVENT =>
  Object.hasOwn(TEMPLATE_BY_EVENT, type);

/** The notices for these events. */
export function noticesOf(
  events: readonly RecordedEvent[],
  life: NoticeLife = NOTICE_LIFE_SECONDS,
): readonly PlannedNotice[] {
  return events.flatMap(({ id, stream, type, occurredAt }): readonly PlannedNotice[] => {
    if (!isNotified(type)) return [];
    const template = TEMPLATE_BY_EVENT[type];
    const lapsesAt = new Date(occurredAt.getTime() + lifeOf(template, life) * 1_000);
    return template === 'late_money_refunded'
      ? [{ eventId: id, refundId: stream, template, lapsesAt }]
      : [{ eventId: id, reservationId: stream, template, lapsesAt }];
  });
}
