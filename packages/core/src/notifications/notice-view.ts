import { TOKEN_LIFE_SECONDS } from '../identity/account-tokens.ts';
import { singleLine } from '../shared/visible-text.ts';
import type {
  AccountNoticeFacts,
  AccountTemplate,
  AdmissionNoticeFacts,
  NoticeSeat,
  ReservationNoticeFacts,
  Template,
} from './model.ts';
import { makeFormats } from './notice-formats.ts';

const CONCERT = ['name', 'concertTitle', 'venueName'] as const;
const RESERVATION = [
  ...CONCERT,
  'reservationId',
  'startsAt',
  'startsAtShort',
  'seats',
  'firstSeat',
  'otherSeats',
  'isFree',
  'totalAmount',
  'refundAmount',
  'feeAmount',
  'page',
  'atDesk',
  'isAttached',
] as const;
const SEATS_MOVED = [...RESERVATION, 'moves'] as const;
const SEATS_CANCELLED = [...RESERVATION, 'cancelledSeats', 'remainingSeats', 'hasRefund'] as const;
const SHOW = [
  ...RESERVATION,
  'wasPaid',
  'postponedFrom',
  'postponedFromShort',
  'refundUntil',
  'reason',
] as const;
const ACCOUNT = ['link', 'token', 'tokenDays', 'tokenMinutes'] as const;

/** The placeholders of each notice. A template may use these names and no others. */
export const PLACEHOLDERS = {
  reservation_confirmed: RESERVATION,
  reservation_cancelled: RESERVATION,
  seats_moved: SEATS_MOVED,
  seats_cancelled: SEATS_CANCELLED,
  hold_expired: RESERVATION,
  late_money_refunded: RESERVATION,
  tickets_again: RESERVATION,
  performance_cancelled: SHOW,
  performance_postponed: SHOW,
  admitted: CONCERT,
  verify_email: ACCOUNT,
  reset_password: ACCOUNT,
} as const satisfies Readonly<Record<Template, readonly string[]>>;

type ViewOf<Names extends readonly string[]> = Readonly<Record<Names[number], string | boolean>>;
/** The values of a notice's placeholders. Every text is one line; an empty one hides its part. */
export type NoticeView =
  | ViewOf<typeof RESERVATION>
  | ViewOf<typeof SEATS_MOVED>
  | ViewOf<typeof SEATS_CANCELLED>
  | ViewOf<typeof SHOW>
  | ViewOf<typeof CONCERT>
  | ViewOf<typeof ACCOUNT>;

let made: ReturnType<typeof makeFormats> | undefined;
/** Created at the first notice, because its Unicode data takes some nine megabytes. */
const formats = () => {
  made ??= makeFormats();
  return made;
};

/** Leaves out the name at an unverified address: a stranger may have chosen it. */
const concertView = (facts: ReservationNoticeFacts | AdmissionNoticeFacts): ViewOf<typeof CONCERT> => ({
  name: facts.verified ? singleLine(facts.name) : '',
  concertTitle: singleLine(facts.concertTitle),
  venueName: singleLine(facts.venueName),
});

export const admissionView = (facts: AdmissionNoticeFacts): NoticeView => concertView(facts);

/** Facts about the mail itself. */
export interface MailTerms {
  readonly publicUrl: string;
  readonly isAttached: boolean;
}

/**
 * Amounts are digits with separators; the template adds the currency. Times are in Seoul. `page` is
 * the reservation's page, if its holder can see one. `isAttached`: the mail has the tickets.
 */
export function reservationView(
  facts: ReservationNoticeFacts,
  { publicUrl, isAttached }: MailTerms,
): ViewOf<typeof RESERVATION> {
  const { amount, [facts.locale]: times } = formats();
  return {
    ...concertView(facts),
    reservationId: facts.reservationId,
    startsAt: times.long.format(facts.startsAt),
    startsAtShort: times.short.format(facts.startsAt),
    seats: listSeats(facts.seats),
    firstSeat: singleLine(facts.seats[0]?.label ?? ''),
    otherSeats: facts.seats.length > 1 ? String(facts.seats.length - 1) : '',
    isFree: facts.totalAmount === 0,
    totalAmount: amount.format(facts.totalAmount),
    refundAmount: amount.format(facts.refundAmount),
    feeAmount: amount.format(facts.feeAmount),
    page: facts.atDesk ? '' : pageAt(publicUrl, `reservations/${facts.reservationId}`),
    atDesk: facts.atDesk,
    isAttached,
  };
}

const listSeats = (seats: readonly NoticeSeat[]): string =>
  singleLine(seats.map(({ label, grade }) => `${label} (${grade})`).join(', '));

/** The same, with each old seat and its new one. */
export const seatsMovedView = (facts: ReservationNoticeFacts, terms: MailTerms): NoticeView => ({
  ...reservationView(facts, terms),
  moves: singleLine(facts.movedSeats.map(({ from, to }) => `${from.label} → ${to.label}`).join(', ')),
});

/** The same, with the remaining seats under a name of their own. */
export const seatsCancelledView = (facts: ReservationNoticeFacts, terms: MailTerms): NoticeView => ({
  ...reservationView(facts, terms),
  seats: '',
  cancelledSeats: listSeats(facts.cancelledSeats),
  remainingSeats: listSeats(facts.seats),
  hasRefund: facts.refundAmount + facts.feeAmount > 0,
});

/** The same, with the dates and the reason of a postponed or cancelled performance. */
export function showView(facts: ReservationNoticeFacts, terms: MailTerms): NoticeView {
  const { [facts.locale]: times } = formats();
  const { postponedFrom, fullRefundUntil } = facts;
  return {
    ...reservationView(facts, terms),
    wasPaid: facts.wasPaid,
    postponedFrom: postponedFrom ? times.long.format(postponedFrom) : '',
    postponedFromShort: postponedFrom ? times.short.format(postponedFrom) : '',
    refundUntil: fullRefundUntil ? times.long.format(fullRefundUntil) : '',
    reason: singleLine(facts.showReason ?? ''),
  };
}

const pageAt = (publicUrl: string, path: string): string => `${publicUrl.replace(/\/$/, '')}/${path}`;

const PAGES: Readonly<Record<AccountTemplate, string>> = {
  verify_email: 'verify-email',
  reset_password: 'reset-password',
};

/**
 * A mail with a token. Has nothing that a stranger may have entered, such as the name. The token is
 * in the link's fragment, which browsers send to no server.
 */
export const accountView = (
  { template }: Pick<AccountNoticeFacts, 'template'>,
  token: string,
  publicUrl: string,
): NoticeView => ({
  link: pageAt(publicUrl, `${PAGES[template]}#token=${token}`),
  token,
  tokenDays: String(TOKEN_LIFE_SECONDS[template] / 86_400),
  tokenMinutes: String(TOKEN_LIFE_SECONDS[template] / 60),
});
