import type {
  ConcertTerms,
  ProgrammeChange,
  ProgrammedPerformance,
} from '@concert-mania/core/programme/model';
import type { ConcertId, PerformanceId } from '@concert-mania/core/shared/ids';
import type { Queryable } from '../connection/database.ts';
import { planShowNotices } from '../shows/plan-show-notices.ts';
import { createPerformanceIn } from './create-performance.ts';
import { noteSeatsChanged, withholdUnpriced } from './seats-on-sale.ts';

/** Writes a change of a concert's programme to its rows, and plans the notices of a new date. */
export async function applyProgrammeChange(
  tx: Queryable,
  concertId: ConcertId,
  change: ProgrammeChange,
): Promise<void> {
  switch (change.type) {
    case 'concert.edited':
    case 'concert.waiting_room_changed':
      return updateTerms(tx, concertId, change.terms);
    case 'concert.published':
      await tx.query('update concerts set published_at = now() where id = $1', [concertId]);
      return;
    case 'concert.paused':
      await tx.query('update concerts set paused_at = now() where id = $1', [concertId]);
      return;
    case 'concert.resumed':
      await tx.query('update concerts set paused_at = null where id = $1', [concertId]);
      return;
    case 'performance.added': {
      const created = await createPerformanceIn(tx, { ...change.performance, concertId });
      if (!created.ok)
        throw new Error(`the new performance of ${concertId} was refused: ${created.error.code}`);
      return;
    }
    case 'performance.edited':
      return updatePerformance(tx, change.performance, change.changes.prices !== undefined);
    case 'performance.cancelled':
      await tx.query(CANCEL_PERFORMANCE, [change.performance.id, change.reason]);
      return;
    case 'performance.postponed':
      await tx.query(POSTPONE_PERFORMANCE, [
        change.performance.id,
        change.performance.startsAt.toISOString(),
        change.from.toISOString(),
        change.fullRefundUntil.toISOString(),
        change.reason,
      ]);
      return tellAboutDate(tx, change.performance.id);
  }
}

// The sale window ends at this moment, so every reader of it sees the end of the sale. The earlier
// window is in the event. A sale that had not opened opens and ends at once.
const CANCEL_PERFORMANCE = `
  update performances set cancelled_at = now(), date_changes = date_changes + 1, date_reason = $2,
    sale_closes_at = least(sale_closes_at, now()),
    sale_opens_at = least(sale_opens_at, now() - interval '1 millisecond')
  where id = $1`;

const POSTPONE_PERFORMANCE = `
  update performances set starts_at = $2, postponed_from = $3, full_refund_until = $4,
    date_changes = date_changes + 1, date_reason = $5
  where id = $1`;

/** Plans one notice for each reservation with tickets. */
async function tellAboutDate(tx: Queryable, performanceId: PerformanceId): Promise<void> {
  const [row] = await tx.query<{ change: string; ids: string[] }>(
    `select p.id || '.postponed.' || p.date_changes as change,
       (select coalesce(array_agg(r.id), '{}') from reservations r
        where r.performance_id = p.id and r.status = 'confirmed') as ids
     from performances p where p.id = $1`,
    [performanceId],
  );
  if (row) await planShowNotices(tx, row.change, 'performance_postponed', row.ids);
}

async function updateTerms(tx: Queryable, concertId: ConcertId, terms: ConcertTerms): Promise<void> {
  const { waitingRoom } = terms;
  await tx.query(
    `update concerts set title = $2, artist = $3, description = $4, venue_id = $5, waiting_room_enabled = $6,
       max_active = $7, admit_per_second = $8, pass_seconds = $9, claim_seconds = $10, pre_open_order = $11,
       refund_policy = $12, on_decline = $13, max_seats_per_user = $14, hold_seconds = $15,
       hold_budget_seat_seconds = $16, return_cancelled_within_seconds = $17
     where id = $1`,
    [
      concertId,
      terms.title,
      terms.artist,
      terms.description,
      terms.venueId,
      waitingRoom.enabled,
      waitingRoom.maxActive,
      waitingRoom.admitPerSecond,
      waitingRoom.passSeconds,
      waitingRoom.claimSeconds,
      waitingRoom.preOpenOrder,
      JSON.stringify(terms.refundPolicy),
      terms.onDecline,
      terms.maxSeatsPerUser,
      terms.holdSeconds,
      terms.holdBudgetSeatSeconds,
      terms.returnCancelledWithinSeconds,
    ],
  );
}

async function updatePerformance(
  tx: Queryable,
  performance: ProgrammedPerformance,
  pricesChanged: boolean,
): Promise<void> {
  await tx.query(
    'update performances set starts_at = $2, sale_opens_at = $3, sale_closes_at = $4 where id = $1',
    [
      performance.id,
      performance.startsAt.toISOString(),
      performance.saleOpensAt.toISOString(),
      performance.saleClosesAt.toISOString(),
    ],
  );
  if (!pricesChanged) return;
  await tx.query('delete from performance_prices where performance_id = $1 and category <> all($2)', [
    performance.id,
    performance.prices.map((price) => price.category),
  ]);
  await tx.query(
    `insert into performance_prices (performance_id, category, grade, price)
     select $1, * from unnest($2::text[], $3::text[], $4::bigint[])
     on conflict (performance_id, category) do update set grade = excluded.grade, price = excluded.price`,
    [
      performance.id,
      performance.prices.map((price) => price.category),
      performance.prices.map((price) => price.grade),
      performance.prices.map((price) => price.price),
    ],
  );
  await noteSeatsChanged(tx, performance.id, await withholdUnpriced(tx, performance.id));
}
