import type {
  ConcertSettings,
  ConcertSettingsLookup,
  PerformanceLookup,
} from '@concert-mania/core/catalog/ports';
import type { Queryable } from './database.ts';

interface PerformanceRow {
  id: string;
  concert_id: string;
  waiting_room_enabled: boolean;
  sale_opens_at: Date;
  sale_closes_at: Date;
  published: boolean;
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
  sale_opens_at: Date | null;
  published: boolean;
}

/** Looks performances up, one statement each. */
export function makePerformanceLookup(db: Queryable): PerformanceLookup {
  return {
    find: async (performanceId) => {
      const [row] = await db.query<PerformanceRow>(
        `select p.id, p.concert_id, c.waiting_room_enabled, p.sale_opens_at, p.sale_closes_at,
           c.published_at is not null as published, c.revision
         from performances p join concerts c on c.id = p.concert_id where p.id = $1`,
        [performanceId],
      );
      if (!row) return null;
      return {
        id: row.id,
        concertId: row.concert_id,
        waitingRoomEnabled: row.waiting_room_enabled,
        saleOpensAt: row.sale_opens_at,
        saleClosesAt: row.sale_closes_at,
        published: row.published,
        revision: row.revision,
      };
    },
  };
}

/** Looks the waiting room's settings of concerts up, one statement each. */
export function makeConcertSettingsLookup(db: Queryable): ConcertSettingsLookup {
  return {
    find: async (concertId) => {
      const [row] = await db.query<SettingsRow>(
        `select c.id, c.waiting_room_enabled, c.max_active, c.admit_per_second, c.pass_seconds, c.claim_seconds,
           c.pre_open_order, c.published_at is not null as published,
           (select min(p.sale_opens_at) from performances p where p.concert_id = c.id) as sale_opens_at
         from concerts c where c.id = $1`,
        [concertId],
      );
      if (!row) return null;
      return {
        id: row.id,
        waitingRoomEnabled: row.waiting_room_enabled,
        maxActive: row.max_active,
        admitPerSecond: row.admit_per_second,
        passSeconds: row.pass_seconds,
        claimSeconds: row.claim_seconds,
        preOpenOrder: row.pre_open_order,
        saleOpensAt: row.sale_opens_at,
        published: row.published,
      };
    },
  };
}
