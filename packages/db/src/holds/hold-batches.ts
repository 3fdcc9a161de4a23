import { type HoldOutcome, holdSeats } from '@concert-mania/core/holds/commands';
import type { DecideHolds, HoldCommand, HoldDecision } from '@concert-mania/core/holds/hold-snapshot';
import type { Reservation } from '@concert-mania/core/holds/model';
import type { HoldBatches } from '@concert-mania/core/holds/ports';
import type { JobId } from '@concert-mania/core/shared/ids';
import type { RecordedOutcome } from '@concert-mania/core/shared/outcome';
import { bigintArray, intArray, jsonArray, textArray, timestampArray } from '../connection/binary-arrays.ts';
import { prepared, type Queryable } from '../connection/database.ts';
import { appendEvents, type DomainEvent, NO_TRACE } from '../events/domain-events.ts';
import { findOutcomes, type KnownOutcome, recordOutcomes } from '../events/outcomes.ts';
import { decideInTransaction } from './decide-in-transaction.ts';
import type { FreeSeats } from './free-seats.ts';
import {
  type HoldSnapshotReader,
  makeHoldSnapshotReader,
  type SnapshotRead,
} from './hold-snapshot-reader.ts';
import type { HoldTerms } from './hold-terms.ts';
import type { SeatPlans } from './seat-plans.ts';

/**
 * A seat was taken by another transaction between the read and the write. Decide the batch again.
 */
export class SeatsMoved extends Error {
  override name = 'SeatsMoved';
  /** Like a serialization failure of PostgreSQL: retry. */
  readonly code = '40001';
}

/** Caches: the free seats of one partition, and what all partitions of a process share. */
export interface HoldBatchesMemory {
  readonly terms: HoldTerms;
  readonly plans: SeatPlans;
  readonly freeSeats: FreeSeats;
}

/**
 * Decides holds on the connection that holds the partition's lock, so losing the lock aborts the
 * transaction. Statements are pipelined: they run in order, and none takes effect after a failure.
 */
export function makeHoldBatches(connection: Queryable, memory: HoldBatchesMemory): HoldBatches {
  const { plans, freeSeats } = memory;
  const reader = makeHoldSnapshotReader(connection, memory);
  return {
    decideInOrder: async (commands, decide) => {
      const jobIds = commands.map((command) => command.jobId);
      try {
        const { earlier, read, decisions } = await decideInTransaction(
          connection,
          () => Promise.all([findOutcomes<'reservation.hold'>(connection, jobIds), reader.read(commands)]),
          async ([earlier, read]) => {
            const fresh = firstOfEachJob(commands.filter((command) => !earlier.has(command.jobId)));
            const decisions = await decideWell(reader, read, fresh, decide);
            await write(connection, decisions);
            return { earlier, read, decisions };
          },
        );
        for (const { reservation } of decisions) if (reservation) freeSeats.take(reservation);
        const outcomes = outcomesOf(commands, earlier, decisions, read.began);
        const undecided = commands.filter((command) => !outcomes.has(command.jobId));
        return { outcomes, ready: whenReady(plans, read, undecided) };
      } catch (error) {
        freeSeats.forget();
        throw error;
      }
    },
  };
}

/**
 * Resolves when undecided commands can be decided: at once, unless the first command of every
 * concert lacks its seat plan.
 */
async function whenReady(
  plans: SeatPlans,
  { cold }: SnapshotRead,
  undecided: readonly HoldCommand[],
): Promise<void> {
  const heads = [...Map.groupBy(undecided, ({ payload }) => payload.concertId).values()].flatMap(([first]) =>
    first ? [first.payload.performanceId] : [],
  );
  const venueIds = heads.flatMap((performanceId) => cold.get(performanceId) ?? []);
  // One at a time, the oldest command's plan first; each is used as soon as it is read.
  const next = venueIds.find((venueId) => !plans.isFailing(venueId)) ?? venueIds[0];
  if (next === undefined) return;
  const loaded = plans.load(next);
  if (venueIds.length === heads.length) await loaded;
}

function firstOfEachJob(commands: readonly HoldCommand[]): readonly HoldCommand[] {
  const seen = new Set<JobId>();
  return commands.filter((command) => !seen.has(command.jobId) && seen.add(command.jobId));
}

/**
 * Decides with remembered free seats. If a request would be refused, decides again with a fresh
 * read, so a just freed seat is found.
 */
async function decideWell(
  reader: HoldSnapshotReader,
  { snapshot, remembered }: SnapshotRead,
  commands: readonly HoldCommand[],
  decide: DecideHolds,
): Promise<readonly HoldDecision[]> {
  const decisions = decide(snapshot, commands);
  if (!remembered || !decisions.some(foundNoSeats)) return decisions;
  return decide((await reader.readAnew(commands)).snapshot, commands);
}

const foundNoSeats = ({ outcome }: HoldDecision): boolean =>
  outcome.status === 'rejected' &&
  (outcome.error.code === 'not_enough_seats' || outcome.error.code === 'no_adjacent_seats');

function outcomesOf(
  commands: readonly HoldCommand[],
  earlier: ReadonlyMap<JobId, KnownOutcome<HoldOutcome>>,
  decisions: readonly HoldDecision[],
  decidedAt: Date,
): ReadonlyMap<JobId, RecordedOutcome<HoldOutcome>> {
  const decided = new Map(decisions.map(({ command, outcome }) => [command.jobId, outcome]));
  return new Map(
    commands.flatMap((command): [JobId, RecordedOutcome<HoldOutcome>][] => {
      // Also for a request with the same key and another body: job and outcome belong to the first
      // one.
      const known = earlier.get(command.jobId);
      const outcome = known?.outcome ?? decided.get(command.jobId);
      return outcome ? [[command.jobId, { outcome, decidedAt: known?.decidedAt ?? decidedAt }]] : [];
    }),
  );
}

/** One pipeline. It commits only if each statement wrote the expected rows. */
async function write(tx: Queryable, decisions: readonly HoldDecision[]): Promise<void> {
  const reservations = decisions.flatMap(({ reservation }) => (reservation ? [reservation] : []));
  const events = decisions.flatMap(({ command, reservation, outcome }): DomainEvent[] => {
    if (!reservation) return [];
    if (outcome.status !== 'succeeded')
      throw new Error(`job ${command.jobId} has a reservation and the outcome ${outcome.status}`);
    const { id: stream, version } = reservation;
    // `JSON.stringify` takes four times as long for a reservation with dates as with their text.
    const { expiresAt, createdAt } = outcome.result.reservation;
    return [
      {
        stream,
        version,
        type: 'reservation.held',
        payload: { reservation: { ...reservation, expiresAt, createdAt } },
        traceparent: command.traceparent ?? NO_TRACE,
      },
    ];
  });
  const decided = decisions.map(({ command, outcome }) => ({
    jobId: command.jobId,
    accountId: command.accountId,
    type: holdSeats.name,
    fingerprint: command.fingerprint,
    acceptedAt: command.acceptedAt,
    outcome,
  }));
  await Promise.all([
    takeSeats(tx, reservations),
    insertReservations(tx, reservations),
    appendEvents(tx, events),
    recordOutcomes(tx, decided),
  ]);
}

async function takeSeats(tx: Queryable, reservations: readonly Reservation[]): Promise<void> {
  if (reservations.length === 0) return;
  const seats = reservations.flatMap((reservation) =>
    reservation.seats.map((seat) => ({ reservation, seatNumber: seat.seatNumber })),
  );
  const taken = await tx.query(
    prepared(`update seats s set reservation_id = n.reservation_id
     from unnest($1::text[], $2::int[], $3::text[]) as n (performance_id, seat_number, reservation_id)
     where s.performance_id = n.performance_id and s.seat_number = n.seat_number and s.reservation_id is null
       and s.not_for_sale is null
     returning s.seat_number`),
    [
      textArray(seats.map(({ reservation }) => reservation.performanceId)),
      intArray(seats.map(({ seatNumber }) => seatNumber)),
      textArray(seats.map(({ reservation }) => reservation.id)),
    ],
  );
  if (taken.length !== seats.length) throw new SeatsMoved('another transaction took one of the chosen seats');
}

/** Inserts held reservations. */
export async function insertReservations(tx: Queryable, reservations: readonly Reservation[]): Promise<void> {
  if (reservations.length === 0) return;
  await tx.query(
    prepared(`insert into reservations
       (id, account_id, concert_id, performance_id, status, seat_count, seats, total_amount, expires_at, created_at)
     select id, account_id, concert_id, performance_id, 'held', seat_count, seats, total_amount, expires_at, created_at
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::json[], $7::bigint[], $8::timestamptz[],
       $9::timestamptz[]) as r (id, account_id, concert_id, performance_id, seat_count, seats, total_amount, expires_at,
       created_at)`),
    [
      textArray(reservations.map((reservation) => reservation.id)),
      textArray(reservations.map((reservation) => reservation.accountId)),
      textArray(reservations.map((reservation) => reservation.concertId)),
      textArray(reservations.map((reservation) => reservation.performanceId)),
      intArray(reservations.map((reservation) => reservation.seats.length)),
      jsonArray(reservations.map((reservation) => JSON.stringify(reservation.seats))),
      bigintArray(reservations.map((reservation) => reservation.totalAmount)),
      timestampArray(reservations.map((reservation) => reservation.expiresAt)),
      timestampArray(reservations.map((reservation) => reservation.createdAt)),
    ],
  );
}
