import { NO_UNPAID_HOLDS } from '@concert-mania/core/holds/hold-budget';
import type { DecideHolds, HoldCommand, HoldDecision } from '@concert-mania/core/holds/hold-snapshot';
import { type Outcome, rejected } from '@concert-mania/core/shared/outcome';
import { isTransient } from '@concert-mania/db/connection/faults';
import type pg from 'pg';
import type { FindTerms } from './find-terms.ts';
import { findEarlier, lockAccount, lockSeats, readLimits, writeHold, writeRefusal } from './statements.ts';

/** How a transaction keeps others off its seats. */
interface Exclusion {
  /** Whether the account's row is locked, so parallel requests cannot exceed its limit. */
  readonly accountRow: boolean;
  /** Whether seats are locked when they are read, rather than checked when they are written. */
  readonly seatRows: boolean;
}

interface HoldPorts {
  readonly pool: pg.Pool;
  readonly decide: DecideHolds;
  readonly findTerms: FindTerms;
}

const MOST_TRIES = 5;

/** Decides one request in a transaction. Repeats it after a deadlock or serialization failure. */
export async function holdInTransaction(
  ports: HoldPorts,
  exclusion: Exclusion,
  command: HoldCommand,
): Promise<Outcome> {
  const terms = await ports.findTerms(command.payload.performanceId);
  const decide: DecideAlone = (now, liveSeats, freeSeats) => {
    const sale = terms && { ...terms, isFree: (seatNumber: number) => freeSeats.has(seatNumber) };
    const performances = new Map(sale ? [[sale.id, sale]] : []);
    const book = { now, liveSeats: () => liveSeats, unpaidHolds: () => NO_UNPAID_HOLDS, performances };
    return ports.decide(book, [command])[0];
  };
  for (let tries = 1; ; tries += 1) {
    const client = await ports.pool.connect();
    try {
      await client.query('begin');
      const outcome = await decideOne(client, decide, exclusion, command);
      if (outcome !== null) {
        await client.query('commit');
        return outcome;
      }
      await client.query('rollback');
      return await refuseSeats(client, command);
    } catch (error) {
      await client.query('rollback');
      if (tries === MOST_TRIES || !isTransient(error)) throw error;
    } finally {
      client.release();
    }
  }
}

type DecideAlone = (now: Date, liveSeats: number, freeSeats: ReadonlySet<number>) => HoldDecision | undefined;

/** Null when a seat was taken between reading and writing: nothing of the transaction may stay. */
async function decideOne(
  client: pg.ClientBase,
  decide: DecideAlone,
  exclusion: Exclusion,
  command: HoldCommand,
): Promise<Outcome | null> {
  const earlier = await (exclusion.accountRow ? lockAccount : findEarlier)(client, command);
  if (earlier !== null) return earlier;
  const { performanceId } = command.payload;
  const seatNumbers = seatNumbersOf(command);
  const freeSeats = exclusion.seatRows
    ? await lockSeats(client, performanceId, seatNumbers)
    : new Set(seatNumbers);
  const limits = await readLimits(client, command.accountId, performanceId);
  const decision = decide(limits.now, limits.seats, freeSeats);
  if (!decision) throw new Error('nothing was decided');
  if (decision.reservation === null) {
    await writeRefusal(client, decision);
    return decision.outcome;
  }
  const taken = await writeHold(client, command, decision.reservation, decision.outcome);
  return taken ? decision.outcome : null;
}

export async function refuseSeats(client: pg.ClientBase | pg.Pool, command: HoldCommand): Promise<Outcome> {
  const outcome = rejected({ code: 'seat_unavailable', seatNumbers: seatNumbersOf(command) });
  await writeRefusal(client, { command, outcome });
  return outcome;
}

/** The seats a request names. The conventional program sells no best available seats. */
export function seatNumbersOf({ payload }: HoldCommand): readonly number[] {
  return 'seatNumbers' in payload.request ? payload.request.seatNumbers : [];
}
