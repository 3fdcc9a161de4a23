import {
  type AccountTemplate,
  isAboutAccount,
  type Locale,
  type NoticeFacts,
  type ReservationNoticeFacts,
} from '@concert-mania/core/notifications/model';

export type FactsRow = PersonRow & { attempts: number; sent_today: number } & (
    | { template: AccountTemplate }
    | (ConcertRow & ({ template: 'admitted' } | ReservationRow))
  );

interface PersonRow {
  account_id: string;
  locale: Locale;
  name: string;
  email: string | null;
  phone: string | null;
  verified: boolean;
  muted: boolean;
}

interface ConcertRow {
  concert_title: string;
  venue_name: string;
}

interface ReservationRow {
  template: ReservationNoticeFacts['template'];
  reservation_id: string;
  at_desk: boolean;
  starts_at: Date;
  seats: { label: string; grade: string }[];
  total_amount: number;
  refund_amount: number;
  fee_amount: number;
  was_paid: boolean;
  postponed_from: Date | null;
  full_refund_until: Date | null;
  date_reason: string | null;
}

// Refunds by the event that the notice is about. One of some seats is written with its event.
const REFUNDS_OF_NOTICE = `y.reservation_id = r.id and case n.template
      when 'late_money_refunded' then f.id = split_part(n.event_id, '.', 1)
      when 'seats_cancelled' then f.seat_numbers is not null and f.created_at = (select e.occurred_at from domain_events e
        where e.stream = r.id and e.version = split_part(n.event_id, '.', 2)::int)
      when 'reservation_cancelled' then f.seat_numbers is null and f.job_id is not null end`;

// Cancelled seats follow the choice for cancelled reservations.
const CHOICE = `case n.template when 'seats_cancelled' then 'reservation_cancelled' else n.template end`;

const DAY = `clock_timestamp() - interval '1 day'`;

/**
 * The facts of the notices in `claimed`. Accounts with the same phone share its daily limit. A sale
 * of the box office concerns its holder, whom staff entered, and counts for itself.
 */
export const NOTICE_FACTS = `
  select n.event_id, n.channel, n.attempts, n.account_id, n.template, a.locale, d.reservation_id is not null as at_desk,
    case when d.reservation_id is null then a.name else coalesce(d.holder_name, '') end as name,
    case when d.reservation_id is not null then d.holder_email when a.erased_at is null then a.email end as email,
    case when d.reservation_id is null then a.phone else d.holder_phone end as phone,
    d.reservation_id is not null or a.email_verified_at is not null as verified, ${CHOICE} || '.' || n.channel = any(a.muted_notices) as muted,
    r.id as reservation_id,
    c.title as concert_title, v.name as venue_name, p.starts_at, r.seats, r.total_amount,
    coalesce(i.was = 'confirmed', false) as was_paid, p.postponed_from, p.full_refund_until, p.date_reason,
    coalesce(f.refund_amount, 0)::bigint as refund_amount, coalesce(f.fee_amount, 0)::bigint as fee_amount,
    case when d.reservation_id is not null then (select count(*) from notifications s
        where s.account_id = n.account_id and s.channel = n.channel and s.subject_id = n.subject_id and s.sent_at > ${DAY})
      when n.channel = 'email' then (select count(*) from notifications s
        where s.account_id = n.account_id and s.channel = 'email' and s.sent_at > ${DAY})
      else (select count(*) from accounts b join notifications s on s.account_id = b.id
        where b.phone = a.phone and s.channel = 'sms' and s.sent_at > ${DAY})
    end + row_number() over (partition by n.channel, d.reservation_id, case n.channel when 'email' then n.account_id else a.phone end
      order by n.event_id) - 1 as sent_today
  from claimed n
  join accounts a on a.id = n.account_id
  left join reservations r on r.id = n.subject_id
  left join desk_sales d on d.reservation_id = r.id
  left join performances p on p.id = r.performance_id
  left join show_cancellation_items i on i.reservation_id = r.id
  left join concerts c on c.id = coalesce(r.concert_id, n.subject_id)
  left join venues v on v.id = c.venue_id
  left join lateral (
    select sum(f.amount) as refund_amount, sum(f.fee_amount) as fee_amount
    from refunds f join payments y on y.id = f.payment_id where ${REFUNDS_OF_NOTICE}
  ) f on true
  where c.id is not null or n.subject_id = n.account_id`;

export function toFacts(row: FactsRow): NoticeFacts {
  const person = {
    accountId: row.account_id,
    locale: row.locale,
    name: row.name,
    email: row.email,
    phone: row.phone,
    verified: row.verified,
  };
  if (isAboutAccount(row)) return { ...person, template: row.template };
  const concert = { concertTitle: row.concert_title, venueName: row.venue_name };
  if (row.template === 'admitted') return { ...person, ...concert, template: row.template };
  return {
    ...person,
    ...concert,
    template: row.template,
    reservationId: row.reservation_id,
    atDesk: row.at_desk,
    startsAt: row.starts_at,
    seats: row.seats,
    cancelledSeats: [],
    movedSeats: [],
    totalAmount: row.total_amount,
    refundAmount: row.refund_amount,
    feeAmount: row.fee_amount,
    wasPaid: row.was_paid,
    postponedFrom: row.postponed_from,
    fullRefundUntil: row.full_refund_until,
    showReason: row.date_reason,
  };
}
