import type { ReservationNoticeFacts } from '@concert-mania/core/notifications/model';
import type pg from 'pg';

/** The content of the mail about a confirmed reservation. Null if it was sent or given up. */
export async function readMailFacts(
  pool: pg.Pool,
  eventId: string,
): Promise<(ReservationNoticeFacts & { readonly email: string }) | null> {
  const { rows } = await pool.query<ReservationNoticeFacts & { readonly email: string }>({
    name: 'mail-facts',
    text: `select 'reservation_confirmed' as template, r.id as "reservationId", false as "atDesk",
             a.id as "accountId", a.locale, a.name, a.email, a.phone,
             a.email_verified_at is not null as verified, c.title as "concertTitle", v.name as "venueName",
             p.starts_at as "startsAt", r.seats, r.total_amount as "totalAmount", 0 as "refundAmount",
             0 as "feeAmount", false as "wasPaid", null as "postponedFrom", null as "fullRefundUntil",
             null as "showReason"
           from notifications n join reservations r on r.id = n.subject_id join accounts a on a.id = r.account_id
           join performances p on p.id = r.performance_id
           join concerts c on c.id = r.concert_id join venues v on v.id = c.venue_id
           where n.event_id = $1 and n.channel = 'email' and n.sent_at is null and n.given_up_at is null`,
    values: [eventId],
  });
  return rows[0] ?? null;
}

export async function markSent(pool: pg.Pool, eventId: string): Promise<void> {
  await pool.query({
    name: 'mark-sent',
    text: `update notifications set sent_at = clock_timestamp() where event_id = $1 and channel = 'email'`,
    values: [eventId],
  });
}
