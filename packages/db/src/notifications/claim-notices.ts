import { type Channel, isAboutSeats, type NoticeKey } from '@concert-mania/core/notifications/model';
import type { NoticeClaim } from '@concert-mania/core/notifications/ports';
import { prepared, type Queryable } from '../connection/database.ts';
import { type FactsRow, NOTICE_FACTS, toFacts } from './notice-facts.ts';
import { readSeatEvents, seatChangeOf } from './seat-changes.ts';

export interface KeyRow {
  event_id: string;
  channel: Channel;
}

export const nameOf = ({ eventId, channel }: NoticeKey): string => `${eventId}.${channel}`;
export const nameOfRow = (row: KeyRow): string => nameOf({ eventId: row.event_id, channel: row.channel });
export const arraysOf = (keys: readonly NoticeKey[]) =>
  [keys.map(({ eventId }) => eventId), keys.map(({ channel }) => channel)] as const;

/** Claims notices by one statement. Those about other seats read their events apart. */
export async function claimTogether(
  db: Queryable,
  keys: readonly NoticeKey[],
  leaseMs: number,
): Promise<readonly (NoticeClaim | Promise<NoticeClaim>)[]> {
  const claims = new Map<string, NoticeClaim | Promise<NoticeClaim>>();
  for (const row of await db.query<KeyRow & FactsRow>(CLAIM_SQL, [...arraysOf(keys), leaseMs])) {
    claims.set(nameOfRow(row), isAboutSeats(row.template) ? claimOfSeats(db, row) : claimOf(row));
  }
  const others = keys.filter((key) => !claims.has(nameOf(key)));
  if (others.length > 0) {
    const rows = await db.query<KeyRow & { state: 'sent' | 'busy' | 'lapsed' }>(
      UNCLAIMED_SQL,
      arraysOf(others),
    );
    for (const row of rows) claims.set(nameOfRow(row), { kind: row.state });
  }
  // A notice that is asked for twice is claimed for the first who asked.
  return keys.map((key, index) => {
    const isFirst = keys.findIndex((other) => nameOf(other) === nameOf(key)) === index;
    return isFirst ? (claims.get(nameOf(key)) ?? { kind: 'unknown' }) : { kind: 'busy' };
  });
}

const claimOf = (row: FactsRow, seats = {}): NoticeClaim => {
  const { attempts: attempt, sent_today: sentToday, muted } = row;
  return { kind: 'claimed', attempt, sentToday, muted, facts: { ...toFacts(row), ...seats } };
};

async function claimOfSeats(db: Queryable, row: KeyRow & FactsRow): Promise<NoticeClaim> {
  const events = await readSeatEvents(db, row.event_id);
  try {
    return claimOf(row, seatChangeOf(events));
  } catch (cause) {
    return { kind: 'unreadable', attempt: row.attempts, cause };
  }
}

/** Notices given as arrays of their events and channels. */
export const GIVEN = 'unnest($1::text[], $2::text[]) as k (event_id, channel)';

// A given-up notice can be claimed: a person retried its job. A locked row is being claimed.
// A notice that is due later than its claim ends stays so: no index changes (HOT).
const CLAIM_SQL = prepared(`
  with free as (
    select n.event_id, n.channel from ${GIVEN} join notifications n using (event_id, channel)
    where n.sent_at is null and (n.claimed_until is null or n.claimed_until < clock_timestamp())
      and (n.lapses_at is null or n.lapses_at > clock_timestamp())
    for update of n skip locked
  ), claimed as (
    update notifications n set claimed_until = clock_timestamp() + make_interval(secs => $3::double precision / 1000),
      next_try_at = greatest(n.next_try_at, clock_timestamp() + make_interval(secs => $3::double precision / 1000)),
      attempts = attempts + 1,
      given_up_at = null, given_up_reason = null
    from free where n.event_id = free.event_id and n.channel = free.channel
    returning n.event_id, n.account_id, n.channel, n.template, n.subject_id,
      n.attempts - n.waits as attempts
  )
  ${NOTICE_FACTS}`);

// Reads the rows as they were before this statement. A claim that is met again may be of a dead
// process, so its notice is due when the claim ends.
const UNCLAIMED_SQL = prepared(`
  with lapsed as (
    update notifications n set given_up_at = clock_timestamp(), given_up_reason = 'lapsed'
    from ${GIVEN} where n.event_id = k.event_id and n.channel = k.channel
      and n.sent_at is null and n.given_up_at is null and n.lapses_at <= clock_timestamp()
      and (n.claimed_until is null or n.claimed_until < clock_timestamp())
  ), busy as (
    update notifications n set next_try_at = n.claimed_until from (
      select event_id, channel from ${GIVEN} join notifications n using (event_id, channel)
      where n.sent_at is null and n.claimed_until > clock_timestamp() and n.next_try_at > n.claimed_until
      for update of n skip locked
    ) as b where n.event_id = b.event_id and n.channel = b.channel
  )
  select event_id, channel, case when sent_at is not null then 'sent' when claimed_until > clock_timestamp() then 'busy'
    when lapses_at <= clock_timestamp() then 'lapsed' else 'busy' end as state
  from ${GIVEN} join notifications using (event_id, channel)`);
