import {
  type AccountTemplate,
  type Addressee,
  hasTickets,
  type Locale,
  type ReservationNoticeFacts,
  type Template,
} from '@concert-mania/core/notifications/model';
import {
  accountView,
  admissionView,
  type NoticeView,
  reservationView,
  seatsCancelledView,
  seatsMovedView,
  showView,
} from '@concert-mania/core/notifications/notice-view';

const PERSON: Readonly<
  Record<Locale, Addressee & { readonly concertTitle: string; readonly venueName: string }>
> = {
  ko: {
    accountId: 'usr_1',
    locale: 'ko',
    name: '김하늘',
    email: 'sky@fans.example',
    phone: '+821012345678',
    verified: true,
    concertTitle: '여름밤 Live',
    venueName: '올림픽홀',
  },
  en: {
    accountId: 'usr_2',
    locale: 'en',
    name: 'Sky Kim',
    email: 'sky@fans.example',
    phone: '+821012345678',
    verified: true,
    concertTitle: 'Summer Night Live',
    venueName: 'Olympic Hall',
  },
};

const numbered = (locale: Locale, number: number) => ({
  label: locale === 'ko' ? `${SEAT.ko} ${number}번` : `${SEAT.en} ${number}`,
  grade: 'VIP',
});

const SEAT = { ko: 'A구역 1열', en: 'Block A, row 1, seat' } as const;

export const SAMPLE_MAIL = { publicUrl: 'https://shop.example', isAttached: true } as const;

/** A reservation of two seats in Seoul; `more` changes it. */
export const sampleReservation = (
  locale: Locale,
  more: Partial<ReservationNoticeFacts> = {},
): ReservationNoticeFacts => ({
  ...PERSON[locale],
  template: 'reservation_confirmed',
  reservationId: 'res_01KB4Z8V6T0Q2M',
  atDesk: false,
  startsAt: new Date('2026-03-01T11:00:00.000Z'),
  seats: [3, 4].map((number) => numbered(locale, number)),
  cancelledSeats: [numbered(locale, 5)],
  movedSeats: [{ from: numbered(locale, 1), to: numbered(locale, 3) }],
  totalAmount: 312_000,
  refundAmount: 300_000,
  feeAmount: 12_000,
  wasPaid: true,
  postponedFrom: new Date('2026-02-27T10:30:00.000Z'),
  fullRefundUntil: new Date('2026-02-20T14:59:00.000Z'),
  showReason: locale === 'ko' ? '출연자의 건강 문제' : 'The artist is ill',
  ...more,
});

const isOfAccount = (template: Template): template is AccountTemplate =>
  template === 'verify_email' || template === 'reset_password';

/** The content of an example of a notice. */
export function sampleView(template: Template, locale: Locale): NoticeView {
  if (template === 'admitted') return admissionView({ ...PERSON[locale], template });
  if (isOfAccount(template)) {
    return accountView({ template }, 'k3Jx0vN8bqW5yT2mZrA7', 'https://shop.example');
  }
  const reservation = sampleReservation(locale, { template });
  const mail = { ...SAMPLE_MAIL, isAttached: hasTickets(template) };
  switch (template) {
    case 'performance_cancelled':
    case 'performance_postponed':
      return showView(reservation, mail);
    case 'seats_moved':
      return seatsMovedView(reservation, mail);
    case 'seats_cancelled':
      return seatsCancelledView(reservation, mail);
    default:
      return reservationView(reservation, mail);
  }
}
