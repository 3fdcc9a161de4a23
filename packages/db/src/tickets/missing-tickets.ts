import type { ReservationId } from '@concert-mania/core/shared/ids';
import { newTickets } from '@concert-mania/core/tickets/model';
import type { MissingTickets } from '@concert-mania/core/tickets/ports';
import type { Database } from '../connection/database.ts';
import { writeTogether } from '../connection/write-together.ts';
import { lockReservations } from '../reservations/reservation-changes.ts';
import { issuedPart } from './ticket-parts.ts';

const PAGE = 500;

// A process of the version before tickets may still confirm a younger reservation.
const READ = `with page as (
    select id, status, created_at < now() - interval '1 hour' as settled from reservations
    where id > $1 order by id limit ${PAGE}
  )
  select id, settled, status = 'confirmed' and not exists (select from tickets t where t.reservation_id = page.id)
    as missing from page order by id`;

interface PageRow {
  id: ReservationId;
  settled: boolean;
  missing: boolean;
}

/**
 * Issues the tickets of reservations that a version without tickets confirmed. Walks all
 * reservations once, a page per call; the position is kept in this process.
 */
export function makeMissingTickets(db: Database): MissingTickets {
  let after = '';
  return {
    issueSome: async () => {
      const rows = await db.query<PageRow>(READ, [after]);
      const young = rows.findIndex(({ settled }) => !settled);
      const settled = young < 0 ? rows : rows.slice(0, young);
      const ids = settled.flatMap(({ id, missing }) => (missing ? [id] : []));
      const issued = ids.length > 0 ? await issueAll(db, ids) : 0;
      after = settled.at(-1)?.id ?? after;
      return { issued, done: settled.length < PAGE };
    },
  };
}

const issueAll = (db: Database, ids: readonly ReservationId[]): Promise<number> =>
  db.transaction(async (tx) => {
    const locked = await lockReservations(tx, ids);
    const confirmed = locked.filter(({ reservation }) => reservation.status === 'confirmed');
    const tickets = confirmed.flatMap(({ reservation }) => newTickets(reservation));
    // Another process may have issued them since the page was read.
    const have = await tx.query<{ id: string }>('select id from tickets where reservation_id = any($1)', [
      ids,
    ]);
    const known = new Set(have.map(({ id }) => id));
    const missing = tickets.filter(({ id }) => !known.has(id));
    await writeTogether(tx, missing.length > 0 ? [issuedPart(missing)] : []);
    return missing.length;
  });
