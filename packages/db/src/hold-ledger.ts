import type {
  HoldBook,
  HoldCommand,
  HoldDecision,
  PerformanceOnSale,
} from '@concert-mania/core/holds/hold-book';
import { LIVE_STATUSES, type Reservation } from '@concert-mania/core/holds/model';
import type { HoldLedger } from '@concert-mania/core/holds/ports';
import type { JobId, PerformanceId } from '@concert-mania/core/shared/ids';
import { type Outcome, rejected } from '@concert-mania/core/shared/outcome';
import type { Queryable } from './database.ts';
import { appendEvents } from './domain-events.ts';
import type { HoldPlans, PerformanceTerms } from './hold-plans.ts';
import { findOutcomes, recordOutcomes } from './outcomes.ts';

/** Thrown when a seat was taken by somebody else between the read and the write. The batch is decided anew. */
export class SeatsMoved extends Error {
  override name = 'SeatsMoved';
  /** As a serialization failure of PostgreSQL: worth trying again. */
  readonly code = '40001';
}

/** Decides holds on one connection, the one that holds the partition's lock: a lost lock is a lost transaction. */
export function makeHoldLedger(connection: Queryable, plans: HoldPlans): HoldLedger {
  return {
    decideInOrder: async (commands, decide) => {
      await connection.query('begin');
      try {
        const earlier = await findOutcomes(
          connection,
          commands.map((command) => command.jobId),
        );
        const fresh = firstOfEachJob(commands.filter((command) => !earlier.has(command.jobId)));
        const book = await readBook(connection, plans, fresh);
        const decisions = decide(book, fresh);
        await write(connection, decisions);
        await connection.query('commit');
        return outcomesOf(commands, earlier, decisions);
      } catch (error) {
        // Where the connection is gone, the server has rolled back already.
        await connection.query('rollback').catch(() => {});
        throw error;
      }
    },
  };
}

const firstOfEachJob = (commands: readonly HoldCommand[]): readonly HoldCommand[] =>
  [...new Map([...commands].reverse().map((command) => [command.jobId, command])).values()].reverse();

function outcomesOf(
  commands: readonly HoldCommand[],
  earlier: ReadonlyMap<JobId, { readonly fingerprint: string; readonly outcome: Outcome }>,
  decisions: readonly HoldDecision[],
): ReadonlyMap<JobId, Outcome> {
  const decided = new Map(decisions.map(({ command, outcome }) => [command.jobId, outcome]));
  return new Map(
    commands.map((command) => {
      const known = earlier.get(command.jobId);
      if (known && known.fingerprint !== command.fingerprint) {
        return [command.jobId, rejected({ code: 'idempotency_key_reused' })];
      }
      const outcome = known?.outcome ?? decided.get(command.jobId);
      if (!outcome) throw new Error(`no decision for ${command.jobId}`);
      return [command.jobId, outcome];
    }),
  );
}

async function readBook(
  tx: Queryable,
  plans: HoldPlans,
  commands: readonly HoldCommand[],
): Promise<HoldBook> {
  const terms = await plans.read(tx, new Set(commands.map((command) => command.payload.performanceId)));
  const free = await readFreeSeats(tx, commands, terms);
  const accountIds = [...new Set(commands.map((command) => command.accountId))];
  const live = await tx.query<{ account_id: string; performance_id: string; seats: number }>(
    `select account_id, performance_id, sum(seat_count)::int as seats from reservations
     where account_id = any($1) and performance_id = any($2) and status = any($3)
     group by account_id, performance_id`,
    [accountIds, [...terms.keys()], LIVE_STATUSES],
  );
  const liveSeats = new Map(live.map((row) => [`${row.account_id} ${row.performance_id}`, row.seats]));
  // Read last, after every lock is held: a sale that closed while waiting for a lock is closed.
  const [clock] = await tx.query<{ now: Date }>('select clock_timestamp() as now');
  if (!clock) throw new Error('the database has no time');
  const performances = [...terms.values()].map((performance): [PerformanceId, PerformanceOnSale] => [
    performance.id,
    { ...performance, freeSeats: free.get(performance.id) ?? new Set() },
  ]);
  return {
    now: clock.now,
    performances: new Map(performances),
    liveSeats: (accountId, performanceId) => liveSeats.get(`${accountId} ${performanceId}`) ?? 0,
  };
}

/** Locks the seats that commands name, in one order for everybody, and reads all free ones where the best are wanted. */
async function readFreeSeats(
  tx: Queryable,
  commands: readonly HoldCommand[],
  terms: ReadonlyMap<PerformanceId, PerformanceTerms>,
): Promise<ReadonlyMap<PerformanceId, ReadonlySet<number>>> {
  const named = new Map<PerformanceId, Set<number>>();
  const whole = new Set<PerformanceId>();
  for (const { payload } of commands) {
    if (!terms.has(payload.performanceId)) continue;
    if (!('seatNumbers' in payload.request)) {
      whole.add(payload.performanceId);
      continue;
    }
    const numbers = named.get(payload.performanceId) ?? new Set();
    for (const seatNumber of payload.request.seatNumbers) numbers.add(seatNumber);
    named.set(payload.performanceId, numbers);
  }
  const free = new Map<PerformanceId, Set<number>>();
  const add = (performanceId: PerformanceId, rows: readonly { seat_number: number }[]) => {
    const seats = free.get(performanceId) ?? new Set();
    for (const row of rows) seats.add(row.seat_number);
    free.set(performanceId, seats);
  };
  for (const performanceId of [...named.keys()].sort()) {
    const rows = await tx.query<{ seat_number: number; free: boolean }>(
      `select seat_number, reservation_id is null as free from seats
       where performance_id = $1 and seat_number = any($2) order by seat_number for update`,
      [performanceId, [...(named.get(performanceId) ?? [])]],
    );
    add(
      performanceId,
      rows.filter((row) => row.free),
    );
  }
  for (const performanceId of whole) {
    // Not locked: nobody but the owner of this partition takes free seats, and the write checks that nobody did.
    const rows = await tx.query<{ seat_number: number }>(
      'select seat_number from seats where performance_id = $1 and reservation_id is null',
      [performanceId],
    );
    add(performanceId, rows);
  }
  return free;
}

async function write(tx: Queryable, decisions: readonly HoldDecision[]): Promise<void> {
  const reservations = decisions.flatMap(({ reservation }) => (reservation ? [reservation] : []));
  if (reservations.length > 0) {
    await takeSeats(tx, reservations);
    await insertReservations(tx, reservations);
    await appendEvents(
      tx,
      reservations.map((reservation) => ({
        stream: reservation.id,
        version: reservation.version,
        type: 'reservation.held',
        payload: { reservation },
      })),
    );
  }
  await recordOutcomes(
    tx,
    decisions.map(({ command, outcome }) => ({
      jobId: command.jobId,
      accountId: command.accountId,
      type: 'reservation.hold',
      fingerprint: command.fingerprint,
      acceptedAt: command.acceptedAt,
      outcome,
    })),
  );
}

async function takeSeats(tx: Queryable, reservations: readonly Reservation[]): Promise<void> {
  const seats = reservations.flatMap((reservation) =>
    reservation.seats.map((seat) => ({ reservation, seatNumber: seat.seatNumber })),
  );
  const taken = await tx.query(
    `update seats s set reservation_id = n.reservation_id
     from unnest($1::text[], $2::int[], $3::text[]) as n (performance_id, seat_number, reservation_id)
     where s.performance_id = n.performance_id and s.seat_number = n.seat_number and s.reservation_id is null
     returning s.seat_number`,
    [
      seats.map(({ reservation }) => reservation.performanceId),
      seats.map(({ seatNumber }) => seatNumber),
      seats.map(({ reservation }) => reservation.id),
    ],
  );
  if (taken.length !== seats.length) throw new SeatsMoved('a chosen seat was taken by somebody else');
}

async function insertReservations(tx: Queryable, reservations: readonly Reservation[]): Promise<void> {
  await tx.query(
    `insert into reservations
       (id, account_id, concert_id, performance_id, status, seat_count, seats, total_amount, expires_at, created_at)
     select id, account_id, concert_id, performance_id, 'held', seat_count, seats, total_amount, expires_at, created_at
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::jsonb[], $7::bigint[],
       $8::timestamptz[], $9::timestamptz[]) as n
       (id, account_id, concert_id, performance_id, seat_count, seats, total_amount, expires_at, created_at)`,
    [
      reservations.map((reservation) => reservation.id),
      reservations.map((reservation) => reservation.accountId),
      reservations.map((reservation) => reservation.concertId),
      reservations.map((reservation) => reservation.performanceId),
      reservations.map((reservation) => reservation.seats.length),
      reservations.map((reservation) => JSON.stringify(reservation.seats)),
      reservations.map((reservation) => reservation.totalAmount),
      reservations.map((reservation) => reservation.expiresAt.toISOString()),
      reservations.map((reservation) => reservation.createdAt.toISOString()),
    ],
  );
}
