import type { ConcertTerms, Programme, ProgrammedPerformance } from '@concert-mania/core/programme/model';
import type { ConcertId } from '@concert-mania/core/shared/ids';
import type { Queryable } from '../connection/database.ts';

interface ConcertRow {
  id: string;
  title: string;
  artist: string;
  description: string;
  venue_id: string;
  published_at: Date | null;
  paused_at: Date | null;
  waiting_room_enabled: boolean;
  max_active: number;
  admit_per_second: number;
  pass_seconds: number;
  claim_seconds: number;
  pre_open_order: ConcertTerms['waitingRoom']['preOpenOrder'];
  refund_policy: ConcertTerms['refundPolicy'];
  on_decline: ConcertTerms['onDecline'];
  max_seats_per_user: number;
  hold_seconds: number | null;
  hold_budget_seat_seconds: number | null;
  return_cancelled_within_seconds: number;
  revision: number;
}

interface PerformanceRow {
  id: string;
  starts_at: Date;
  sale_opens_at: Date;
  sale_closes_at: Date;
  total_seats: number;
  cancelled_at: Date | null;
  postponed_from: Date | null;
  full_refund_until: Date | null;
  prices: ProgrammedPerformance['prices'];
}

const CONCERT_COLUMNS = `id, title, artist, description, venue_id, published_at, paused_at, waiting_room_enabled, max_active,
  admit_per_second, pass_seconds, claim_seconds, pre_open_order, refund_policy, on_decline, max_seats_per_user,
  hold_seconds, hold_budget_seat_seconds, return_cancelled_within_seconds, revision`;

const LIST_PERFORMANCES = `
  select p.id, p.starts_at, p.sale_opens_at, p.sale_closes_at, p.total_seats,
    p.cancelled_at, p.postponed_from, p.full_refund_until,
    (select coalesce(json_agg(json_build_object('category', r.category, 'grade', r.grade, 'price', r.price)
       order by r.category), '[]') from performance_prices r where r.performance_id = p.id) as prices
  from performances p where p.concert_id = $1 order by p.starts_at, p.id`;

/** Reads a concert with all editable fields; `lock` locks it until the transaction ends. */
export async function readProgramme(
  tx: Queryable,
  concertId: ConcertId,
  { lock }: { readonly lock: boolean },
): Promise<Programme | null> {
  const [row] = await tx.query<ConcertRow>(
    `select ${CONCERT_COLUMNS} from concerts where id = $1${lock ? ' for update' : ''}`,
    [concertId],
  );
  if (!row) return null;
  const performances = await tx.query<PerformanceRow>(LIST_PERFORMANCES, [concertId]);
  const categories = await tx.query<{ category: string }>(
    'select distinct category from venue_seats where venue_id = $1 order by category',
    [row.venue_id],
  );
  const [clock] = await tx.query<{ now: Date }>('select clock_timestamp() as now');
  if (!clock) throw new Error('select now() returned no row');
  return {
    concert: toConcert(row),
    performances: performances.map(toPerformance),
    categories: categories.map(({ category }) => category),
    now: clock.now,
  };
}

const toConcert = (row: ConcertRow): Programme['concert'] => ({
  id: row.id,
  title: row.title,
  artist: row.artist,
  description: row.description,
  venueId: row.venue_id,
  waitingRoom: {
    enabled: row.waiting_room_enabled,
    maxActive: row.max_active,
    admitPerSecond: row.admit_per_second,
    passSeconds: row.pass_seconds,
    claimSeconds: row.claim_seconds,
    preOpenOrder: row.pre_open_order,
  },
  refundPolicy: row.refund_policy,
  onDecline: row.on_decline,
  maxSeatsPerUser: row.max_seats_per_user,
  holdSeconds: row.hold_seconds,
  holdBudgetSeatSeconds: row.hold_budget_seat_seconds,
  returnCancelledWithinSeconds: row.return_cancelled_within_seconds,
  publishedAt: row.published_at,
  pausedAt: row.paused_at,
  revision: row.revision,
});

const toPerformance = (row: PerformanceRow): ProgrammedPerformance => ({
  id: row.id,
  startsAt: row.starts_at,
  saleOpensAt: row.sale_opens_at,
  saleClosesAt: row.sale_closes_at,
  totalSeats: row.total_seats,
  cancelledAt: row.cancelled_at,
  postponedFrom: row.postponed_from,
  fullRefundUntil: row.full_refund_until,
  prices: row.prices,
});
