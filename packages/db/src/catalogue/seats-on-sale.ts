import type { PerformanceId } from '@concert-mania/core/shared/ids';
import type { Queryable } from '../connection/database.ts';
import { appendEvents } from '../events/domain-events.ts';

/** A seat that can be held. */
export const IS_FREE = 'reservation_id is null and not_for_sale is null';

/**
 * A seat that may still be sold. Written so that the planner expects many such rows and stops at
 * the first one.
 */
export const MAY_BE_SOLD = `not sold
  and not_for_sale is distinct from 'no_price' and not_for_sale is distinct from 'blocked'`;

/** A seat's status as one character. An owned seat is held or sold even if it is not for sale. */
export const STATUS = `case when reservation_id is null then case when not_for_sale is null then 'A' else 'N' end
  when sold then 'S' else 'H' end`;

export const SEATS_CHANGED = 'performance.seats_changed';

/**
 * Records that some seats went on or off sale, so that caches and streams follow. Call it in the
 * transaction that changed `not_for_sale`, under a lock that excludes other such calls.
 */
export async function noteSeatsChanged(
  tx: Queryable,
  performanceId: PerformanceId,
  seatNumbers: readonly number[],
): Promise<void> {
  if (seatNumbers.length === 0) return;
  const [last] = await tx.query<{ version: number }>(
    'select coalesce(max(version), 0) as version from domain_events where stream = $1',
    [performanceId],
  );
  const version = (last?.version ?? 0) + 1;
  await appendEvents(tx, [{ stream: performanceId, version, type: SEATS_CHANGED, payload: { seatNumbers } }]);
}

/**
 * Withholds the seats of categories without a price and releases the others. Blocked and returning
 * seats stay as they are. Returns the changed seats.
 */
export async function withholdUnpriced(
  tx: Queryable,
  performanceId: PerformanceId,
): Promise<readonly number[]> {
  const rows = await tx.query<{ seat_number: number }>(WITHHOLD_UNPRICED, [performanceId]);
  return rows.map((row) => row.seat_number).sort((a, b) => a - b);
}

const WITHHOLD_UNPRICED = `
  update seats s set not_for_sale = wanted.not_for_sale from (
    select v.seat_number, case when pp.category is null then 'no_price' end as not_for_sale
    from performances p
    join concerts c on c.id = p.concert_id
    join venue_seats v on v.venue_id = c.venue_id
    left join performance_prices pp on pp.performance_id = p.id and pp.category = v.category
    where p.id = $1) wanted
  where s.performance_id = $1 and s.seat_number = wanted.seat_number
    and s.not_for_sale is distinct from wanted.not_for_sale
    and coalesce(s.not_for_sale, 'no_price') = 'no_price'
  returning s.seat_number`;
