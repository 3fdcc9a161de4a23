import { ok, refuse } from '@concert-mania/core/shared/result';
import { MAILS_PER_DAY, type ResendTickets } from '@concert-mania/core/tickets/resend-tickets';
import { recordAction } from '../accounts/staff-actions.ts';
import type { Database } from '../connection/database.ts';

/** Queues the mail as a notice that the notification worker finds within a second. */
export const makeResendTickets =
  (db: Database): ResendTickets =>
  (id, by) =>
    db.transaction(async (tx) => {
      const [found] = await tx.query<{ has_tickets: boolean; has_email: boolean }>(FIND_SQL, [id]);
      if (found === undefined) return refuse({ code: 'reservation_not_found' });
      if (!found.has_tickets) return refuse({ code: 'ticket_not_found' });
      if (!found.has_email) return refuse({ code: 'no_email' });
      const [queued] = await tx.query<{ number: number }>(QUEUE_SQL, [id, MAILS_PER_DAY]);
      if (queued === undefined) return refuse({ code: 'too_many_mails' });
      await recordAction(tx, by, 'tickets.resend', id, { mail: queued.number });
      return ok({ mailsLeft: MAILS_PER_DAY - queued.number });
    });

// Locks the reservation, so that two requests do not take the same number.
const FIND_SQL = `
  select case when d.reservation_id is null then a.erased_at is null else d.holder_email is not null end as has_email,
    exists (select from tickets t where t.reservation_id = r.id and t.status <> 'void') as has_tickets
  from reservations r join accounts a on a.id = r.account_id
  left join desk_sales d on d.reservation_id = r.id
  where r.id = $1 for no key update of r`;

const QUEUE_SQL = `
  insert into notifications (event_id, channel, account_id, template, subject_id, lapses_at)
  select n.event_id, 'email', r.account_id, 'tickets_again', r.id, now() + interval '1 day'
  from reservations r
  cross join lateral (
    select number, format('again.%s.%s.%s', r.id, to_char(now() at time zone 'Asia/Seoul', 'YYYYMMDD'), number) as event_id
    from generate_series(1, $2::int) as number
  ) as n
  where r.id = $1 and not exists (
    select from notifications sent where sent.event_id = n.event_id and sent.channel = 'email')
  order by n.number limit 1
  returning split_part(event_id, '.', 4)::int as number`;
