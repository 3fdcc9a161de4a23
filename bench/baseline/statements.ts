import type { HoldCommand, HoldDecision } from '@concert-mania/core/holds/hold-snapshot';
import type { Reservation } from '@concert-mania/core/holds/model';
import type { Outcome } from '@concert-mania/core/shared/outcome';
import { IS_LIVE } from '@concert-mania/db/reservations/live-reservations';
import type pg from 'pg';
import { queryRow } from './journey/program.ts';

/** Statements run in the caller's transaction, read committed. */

/** Locks the account's row. Returns the outcome of this request if it was decided before. */
export async function lockAccount(client: pg.ClientBase, command: HoldCommand): Promise<Outcome | null> {
  const row = await queryRow<{ earlier: Outcome | null }>(
    client,
    'lock-account',
    `select (select outcome from command_outcomes where job_id = $2) as earlier
     from accounts where id = $1 for no key update`,
    [command.accountId, command.jobId],
  );
  return row?.earlier ?? null;
}

/** As `lockAccount`, where something else keeps the account's requests apart. */
export async function findEarlier(client: pg.ClientBase, command: HoldCommand): Promise<Outcome | null> {
  const text = 'select outcome from command_outcomes where job_id = $1';
  const row = await queryRow<{ outcome: Outcome }>(client, 'find-earlier', text, [command.jobId]);
  return row?.outcome ?? null;
}

/** The free ones of the seats. All are locked until the transaction ends, in one order. */
export async function lockSeats(
  client: pg.ClientBase,
  performanceId: string,
  seatNumbers: readonly number[],
): Promise<ReadonlySet<number>> {
  const { rows } = await client.query<{ seat_number: number; free: boolean }>({
    name: 'lock-seats',
    text: `select seat_number, reservation_id is null as free from seats
           where performance_id = $1 and seat_number = any($2) order by seat_number for update`,
    values: [performanceId, seatNumbers],
  });
  return new Set(rows.filter((row) => row.free).map((row) => row.seat_number));
}

/** How many seats the account has live, and the database's time. */
export async function readLimits(client: pg.ClientBase, accountId: string, performanceId: string) {
  const row = await queryRow<{ seats: number; now: Date }>(
    client,
    'read-limits',
    `select coalesce(sum(seat_count), 0)::int as seats, clock_timestamp() as now from reservations
     where account_id = $1 and performance_id = $2 and ${IS_LIVE}`,
    [accountId, performanceId],
  );
  if (!row) throw new Error('the database has no time');
  return row;
}

/** Takes free seats and writes all rows in one round trip. False when a seat was gone. */
export async function writeHold(
  client: pg.ClientBase,
  command: HoldCommand,
  reservation: Reservation,
  outcome: Outcome,
): Promise<boolean> {
  const row = await queryRow<{ taken: number }>(client, 'write-hold', WRITE_HOLD, [
    reservation.id,
    reservation.accountId,
    reservation.concertId,
    reservation.performanceId,
    reservation.seats.map((seat) => seat.seatNumber),
    JSON.stringify(reservation.seats),
    reservation.totalAmount,
    reservation.expiresAt.toISOString(),
    reservation.createdAt.toISOString(),
    JSON.stringify({ reservation }),
    command.jobId,
    command.fingerprint,
    command.acceptedAt.toISOString(),
    JSON.stringify(outcome),
  ]);
  return row?.taken === reservation.seats.length;
}

const WRITE_HOLD = `
  with taken as (
    update seats set reservation_id = $1
    where performance_id = $4 and seat_number = any($5::int[]) and reservation_id is null returning 1
  ), held as (
    insert into reservations
      (id, account_id, concert_id, performance_id, status, seat_count, seats, total_amount, expires_at, created_at)
    values ($1, $2, $3, $4, 'held', cardinality($5::int[]), $6::json, $7, $8::timestamptz, $9::timestamptz)
  ), logged as (
    insert into domain_events (stream, version, type, payload) values ($1, 1, 'reservation.held', $10::json)
  ), decided as (
    insert into command_outcomes (job_id, account_id, type, fingerprint, accepted_at, outcome)
    values ($11, $2, 'reservation.hold', $12, $13::timestamptz, $14::json)
  )
  select count(*)::int as taken from taken`;

/** Writes the outcome of a refused request. */
export async function writeRefusal(
  client: pg.ClientBase | pg.Pool,
  { command, outcome }: Pick<HoldDecision, 'command' | 'outcome'>,
): Promise<void> {
  const text = `insert into command_outcomes (job_id, account_id, type, fingerprint, accepted_at, outcome)
                values ($1, $2, 'reservation.hold', $3, $4, $5)`;
  const { jobId, accountId, fingerprint, acceptedAt } = command;
  const values = [jobId, accountId, fingerprint, acceptedAt.toISOString(), JSON.stringify(outcome)];
  await queryRow(client, 'write-refusal', text, values);
}
