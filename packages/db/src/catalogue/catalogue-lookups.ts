import type {
  ConcertSettings,
  ConcertSettingsLookup,
  PerformanceFacts,
  PerformanceLookup,
} from '@concert-mania/core/catalogue/ports';
import type { ConcertId, PerformanceId } from '@concert-mania/core/shared/ids';
import { batchWhileBusy } from '@concert-mania/runtime/async/batch-calls';
import type { Queryable } from '../connection/database.ts';
import { MAY_BE_SOLD } from './seats-on-sale.ts';

interface PerformanceRow {
  id: string;
  concert_id: string;
  waiting_room_enabled: boolean;
  sale_opens_at: Date;
  sale_closes_at: Date;
  published: boolean;
  paused: boolean;
  revision: number;
}

interface SettingsRow {
  id: string;
  waiting_room_enabled: boolean;
  max_active: number;
  admit_per_second: number;
  pass_seconds: number;
  claim_seconds: number;
  pre_open_order: ConcertSettings['preOpenOrder'];
  sales: readonly (readonly [opensMs: number, closesMs: number, soldOut: boolean])[];
  published: boolean;
  paused: boolean;
  read_at: Date;
}

/**
 * The number of concerts or performances per statement, and of concurrent statements. An
 * admission-worker looks up hundreds of concerts a second.
 */
const TOGETHER = { most: 64, concurrency: 2 } as const;

/** Looks up performances. Simultaneous requests share a statement, so unknown ids stay cheap. */
export function makePerformanceLookup(db: Queryable): PerformanceLookup {
  const find = batchWhileBusy<PerformanceId, PerformanceFacts | null>(async (ids) => {
    const rows = await db.query<PerformanceRow>(
      `select p.id, p.concert_id, c.waiting_room_enabled, p.sale_opens_at, p.sale_closes_at,
         c.published_at is not null as published, c.paused_at is not null as paused, c.revision
       from performances p join concerts c on c.id = p.concert_id where p.id = any($1)`,
      [ids],
    );
    const byId = new Map(rows.map((row) => [row.id, toFacts(row)]));
    return ids.map((id) => byId.get(id) ?? null);
  }, TOGETHER);
  return { find };
}

const toFacts = (row: PerformanceRow): PerformanceFacts => ({
  id: row.id,
  concertId: row.concert_id,
  waitingRoomEnabled: row.waiting_room_enabled,
  saleOpensAt: row.sale_opens_at,
  saleClosesAt: row.sale_closes_at,
  published: row.published,
  paused: row.paused,
  revision: row.revision,
});

/**
 * Sales read per concert: this many current or future ones, the next first, and this many past
 * ones, the last first.
 */
const MOST_OF_EACH = 10;

// The search for an unsold seat stops at the first one in any performance of the sale.
export const READ_SETTINGS = `
  select c.id, c.waiting_room_enabled, c.max_active, c.admit_per_second, c.pass_seconds, c.claim_seconds,
    c.pre_open_order, c.published_at is not null as published, c.paused_at is not null as paused, now() as read_at,
    (select coalesce(json_agg(json_build_array(ms(w.opens), ms(w.closes), w.sold_out) order by w.opens), '[]'::json)
     from (
       select p.sale_opens_at as opens, max(p.sale_closes_at) as closes,
         p.sale_opens_at <= now() and now() < max(p.sale_closes_at) and not exists (
           select from performances q join seats s on s.performance_id = q.id
           where q.concert_id = c.id and q.sale_opens_at = p.sale_opens_at and now() < q.sale_closes_at
             and ${MAY_BE_SOLD}) as sold_out,
         row_number() over (partition by max(p.sale_closes_at) <= now()
           order by case when max(p.sale_closes_at) > now() then p.sale_opens_at end, p.sale_opens_at desc) as nth
       from performances p where p.concert_id = c.id
       group by p.sale_opens_at) w where w.nth <= ${MOST_OF_EACH}) as sales
  from concerts c where c.id = any($1)`.replaceAll(
  /ms\((.*?)\)/g,
  '(extract(epoch from $1) * 1000)::double precision',
);

/** Looks up waiting room settings of concerts. Simultaneous requests share a statement. */
export function makeConcertSettingsLookup(db: Queryable): ConcertSettingsLookup {
  const find = batchWhileBusy<ConcertId, ConcertSettings | null>(async (ids) => {
    const rows = await db.query<SettingsRow>(READ_SETTINGS, [ids]);
    const byId = new Map(rows.map((row) => [row.id, toSettings(row)]));
    return ids.map((id) => byId.get(id) ?? null);
  }, TOGETHER);
  return { find };
}

const toSettings = (row: SettingsRow): ConcertSettings => ({
  id: row.id,
  waitingRoomEnabled: row.waiting_room_enabled,
  maxActive: row.max_active,
  admitPerSecond: row.admit_per_second,
  passSeconds: row.pass_seconds,
  claimSeconds: row.claim_seconds,
  preOpenOrder: row.pre_open_order,
  sales: row.sales.map(([opensMs, closesMs, soldOut]) => ({
    opensAt: new Date(opensMs),
    closesAt: new Date(closesMs),
    soldOut,
  })),
  published: row.published,
  paused: row.paused,
  readAt: row.read_at,
});
