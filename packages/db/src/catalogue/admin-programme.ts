import type { Actor } from '@concert-mania/core/identity/staff/staff-actions';
import type { Programme, ProgrammeChange, ProgrammeRefusal } from '@concert-mania/core/programme/model';
import type { DecideChange, ProgrammeStore } from '@concert-mania/core/programme/ports';
import type { ConcertId } from '@concert-mania/core/shared/ids';
import { ok, type Result, refuse } from '@concert-mania/core/shared/result';
import { recordAction } from '../accounts/staff-actions.ts';
import type { Database, Queryable } from '../connection/database.ts';
import { appendEvents } from '../events/domain-events.ts';
import { readProgramme } from './admin-programme-rows.ts';
import { applyProgrammeChange } from './apply-programme-change.ts';
import { createConcert } from './create-concert.ts';
import { createVenue } from './create-venue.ts';

/**
 * The programme as administrators edit it. An edit locks the concert's row, and its event's version
 * becomes the concert's revision, so two simultaneous edits cannot both be the next one.
 */
export function makeProgrammeStore(db: Database): ProgrammeStore {
  return {
    insertVenue: (venue, by) =>
      db.transaction(async (tx) => {
        await createVenue(tx, venue);
        const { id: stream, name, address, focalPoint, seats } = venue;
        const payload = { by: by.accountId, name, address, focalPoint, seatCount: seats.length };
        await appendEvents(tx, [{ stream, version: 1, type: 'venue.imported', payload }]);
        await recordAction(tx, by, 'venue.imported', stream);
      }),
    hasVenue: async (venueId) => (await db.query('select from venues where id = $1', [venueId])).length > 0,
    insertConcert: (id, terms, by) =>
      db.transaction(async (tx) => {
        await createConcert(tx, { ...terms, id, published: false });
        await appendEvents(tx, [
          { stream: id, version: 1, type: 'concert.created', payload: { by: by.accountId, terms } },
        ]);
        await recordAction(tx, by, 'concert.created', id);
        return readBack(tx, id);
      }),
    find: (concertId) => readProgramme(db, concertId, { lock: false }),
    findConcertOf: async (performanceId) => {
      const [row] = await db.query<{ concert_id: string }>(
        'select concert_id from performances where id = $1',
        [performanceId],
      );
      return row?.concert_id ?? null;
    },
    change: (concertId, by, decide) => db.transaction((tx) => changeProgramme(tx, concertId, by, decide)),
  };
}

/** Makes one change of a concert's programme in the caller's transaction. */
export async function changeProgramme(
  tx: Queryable,
  concertId: ConcertId,
  by: Actor,
  decide: DecideChange,
): Promise<Result<Programme, ProgrammeRefusal>> {
  const programme = await readProgramme(tx, concertId, { lock: true });
  if (programme === null) return refuse({ code: 'concert_not_found' });
  const decided = decide(programme);
  if (!decided.ok) return decided;
  if (decided.value === null) return ok(programme);
  const revision = programme.concert.revision + 1;
  await applyProgrammeChange(tx, concertId, decided.value);
  await tx.query('update concerts set revision = $2, updated_at = now() where id = $1', [
    concertId,
    revision,
  ]);
  await remember(tx, concertId, revision, by, decided.value);
  return ok(await readBack(tx, concertId));
}

async function readBack(tx: Queryable, concertId: ConcertId) {
  const programme = await readProgramme(tx, concertId, { lock: false });
  if (programme === null) throw new Error(`concert ${concertId} vanished after its update`);
  return programme;
}

async function remember(
  tx: Queryable,
  stream: ConcertId,
  version: number,
  by: Actor,
  change: ProgrammeChange,
): Promise<void> {
  const payload = { by: by.accountId, ...detailsOf(change) };
  await appendEvents(tx, [{ stream, version, type: change.type, payload }]);
  const subject = 'performance' in change ? change.performance.id : stream;
  await recordAction(tx, by, change.type, subject, { concertId: stream, revision: version });
}

function detailsOf(change: ProgrammeChange): Readonly<Record<string, unknown>> {
  switch (change.type) {
    case 'concert.edited':
    case 'concert.waiting_room_changed':
      return { changes: change.changes };
    case 'concert.published':
    case 'concert.paused':
    case 'concert.resumed':
      return {};
    case 'performance.added':
      return { performance: change.performance };
    case 'performance.edited':
      return { performanceId: change.performance.id, changes: change.changes };
    case 'performance.cancelled': {
      const { id, startsAt, saleOpensAt, saleClosesAt } = change.performance;
      return { performanceId: id, startsAt, saleOpensAt, saleClosesAt, reason: change.reason };
    }
    case 'performance.postponed': {
      const { performance, from, fullRefundUntil, reason } = change;
      return { performanceId: performance.id, startsAt: performance.startsAt, from, fullRefundUntil, reason };
    }
  }
}
