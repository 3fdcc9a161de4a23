import type {
  Channel,
  Locale,
  NoticeFacts,
  NoticeKey,
  ReservationTemplate,
} from '@concert-mania/core/notifications/model';
import type { NoticeClaim, NoticeStore } from '@concert-mania/core/notifications/ports';
import { prepared, type Queryable } from './database.ts';

interface KeyRow {
  event_id: string;
  channel: Channel;
}

type FactsRow = PersonRow & ({ template: 'admitted' } | ReservationRow);

interface PersonRow {
  account_id: string;
  locale: Locale;
  name: string;
  email: string;
  phone: string | null;
  concert_title: string;
  venue_name: string;
}

interface ReservationRow {
  template: ReservationTemplate;
  reservation_id: string;
  starts_at: Date;
  seats: { label: string; grade: string }[];
  total_amount: number;
  refund_amount: number;
  fee_amount: number;
}

const toKey = (row: KeyRow): NoticeKey => ({ eventId: row.event_id, channel: row.channel });

/** Notices in the `notifications` table. Each call is one statement, so two workers never both get a claim. */
export function makeNotificationStore(db: Queryable): NoticeStore {
  return {
    plan: async (notices) => {
      const eventIds = notices.map((notice) => notice.eventId);
      await db.query(PLAN_SQL, [
        eventIds,
        notices.map((notice) => notice.template),
        notices.map((notice) => (notice.template === 'admitted' ? null : notice.reservationId)),
        notices.map((notice) => (notice.template === 'admitted' ? notice.accountId : null)),
        notices.map((notice) => (notice.template === 'admitted' ? notice.concertId : null)),
      ]);
      const unsent = await db.query<KeyRow>(
        'select event_id, channel from notifications where event_id = any($1) and sent_at is null',
        [eventIds],
      );
      return unsent.map(toKey);
    },
    claim: async ({ eventId, channel }, leaseMs): Promise<NoticeClaim> => {
      const [claimed] = await db.query<FactsRow>(CLAIM_SQL, [eventId, channel, leaseMs]);
      if (claimed) return { kind: 'claimed', facts: toFacts(claimed) };
      const [row] = await db.query<{ sent: boolean }>(
        'select sent_at is not null as sent from notifications where event_id = $1 and channel = $2',
        [eventId, channel],
      );
      if (!row) return { kind: 'unknown' };
      return { kind: row.sent ? 'sent' : 'busy' };
    },
    markSent: async ({ eventId, channel }) => {
      await db.query(MARK_SENT_SQL, [eventId, channel]);
    },
    release: async ({ eventId, channel }) => {
      await db.query('update notifications set claimed_until = null where event_id = $1 and channel = $2', [
        eventId,
        channel,
      ]);
    },
    findUnsent: async ({ olderThanMs, limit }) => {
      const rows = await db.query<KeyRow>(
        `select event_id, channel from notifications
         where sent_at is null and created_at < now() - make_interval(secs => $1::double precision / 1000)
         order by created_at limit $2`,
        [olderThanMs, limit],
      );
      return rows.map(toKey);
    },
  };
}

const PLAN_SQL = `
  insert into notifications (event_id, channel, account_id, template, subject_id)
  select n.event_id, c.channel, a.id, n.template, coalesce(r.id, n.concert_id)
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
    as n (event_id, template, reservation_id, account_id, concert_id)
  left join reservations r on r.id = n.reservation_id
  join accounts a on a.id = coalesce(r.account_id, n.account_id)
  cross join (values ('email'), ('sms')) as c (channel)
  where c.channel = 'email' or a.phone is not null
  on conflict do nothing`;

const CLAIM_SQL = prepared(`
  with claimed as (
    update notifications set claimed_until = clock_timestamp() + make_interval(secs => $3::double precision / 1000)
    where event_id = $1 and channel = $2 and sent_at is null
      and (claimed_until is null or claimed_until < clock_timestamp())
    returning account_id, template, subject_id
  )
  select n.account_id, n.template, a.locale, a.name, a.email, a.phone, r.id as reservation_id,
    c.title as concert_title, v.name as venue_name, p.starts_at, r.seats, r.total_amount,
    coalesce(f.refund_amount, 0)::bigint as refund_amount, coalesce(f.fee_amount, 0)::bigint as fee_amount
  from claimed n
  join accounts a on a.id = n.account_id
  left join reservations r on r.id = n.subject_id and n.template <> 'admitted'
  left join performances p on p.id = r.performance_id
  join concerts c on c.id = coalesce(r.concert_id, n.subject_id)
  join venues v on v.id = c.venue_id
  left join lateral (
    select sum(f.amount) as refund_amount, sum(f.fee_amount) as fee_amount
    from refunds f join payments y on y.id = f.payment_id where y.reservation_id = r.id
  ) f on true`);

const MARK_SENT_SQL = prepared(`
  update notifications set sent_at = coalesce(sent_at, clock_timestamp()), claimed_until = null
  where event_id = $1 and channel = $2`);

function toFacts(row: FactsRow): NoticeFacts {
  const person = {
    accountId: row.account_id,
    locale: row.locale,
    name: row.name,
    email: row.email,
    phone: row.phone,
    concertTitle: row.concert_title,
    venueName: row.venue_name,
  };
  if (row.template === 'admitted') return { ...person, template: row.template };
  return {
    ...person,
    template: row.template,
    reservationId: row.reservation_id,
    startsAt: row.starts_at,
    seats: row.seats,
    totalAmount: row.total_amount,
    refundAmount: row.refund_amount,
    feeAmount: row.fee_amount,
  };
}
