import { z } from 'zod';
import type { RecordedEvent } from '../events/model.ts';
import type { AccountId, ReservationId } from '../shared/ids.ts';
import type { Won } from '../shared/money.ts';

export const CHANNELS = ['email', 'sms'] as const;
export type Channel = (typeof CHANNELS)[number];

export type Locale = 'ko' | 'en';

/** Which events are told to the fan, and by which template. An early release is the fan's own doing and needs no notice. */
export const TEMPLATE_BY_EVENT = {
  'reservation.confirmed': 'reservation_confirmed',
  'reservation.cancelled': 'reservation_cancelled',
  'reservation.expired': 'hold_expired',
} as const;
export type Template = (typeof TEMPLATE_BY_EVENT)[keyof typeof TEMPLATE_BY_EVENT];

export const NOTICE_EVENT_TYPES = Object.keys(TEMPLATE_BY_EVENT);

/** A notice to be planned: what happened, to which reservation. */
export interface PlannedNotice {
  readonly eventId: string;
  readonly reservationId: ReservationId;
  readonly template: Template;
}

/** A notice on one channel. The same event and channel is the same notice, however often it is asked for. */
export const noticeKey = z.strictObject({
  eventId: z.string().min(1).max(120),
  channel: z.enum(CHANNELS),
});
export type NoticeKey = z.infer<typeof noticeKey>;

/** What a notice says, as it is in the truth when the notice is sent. */
export interface NoticeFacts {
  readonly accountId: AccountId;
  readonly template: Template;
  readonly locale: Locale;
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  readonly reservationId: ReservationId;
  readonly concertTitle: string;
  readonly venueName: string;
  readonly startsAt: Date;
  readonly seats: readonly { readonly label: string; readonly grade: string }[];
  readonly totalAmount: Won;
  readonly refundAmount: Won;
  readonly feeAmount: Won;
}

const isNotified = (type: string): type is keyof typeof TEMPLATE_BY_EVENT =>
  Object.hasOwn(TEMPLATE_BY_EVENT, type);

/** The notices that events call for; none for an event nobody needs to hear of. */
export function noticesOf(events: readonly RecordedEvent[]): readonly PlannedNotice[] {
  return events.flatMap(({ id, stream, type }) =>
    isNotified(type) ? [{ eventId: id, reservationId: stream, template: TEMPLATE_BY_EVENT[type] }] : [],
  );
}
