import type { HoldOutcome, SeatRequest } from '@concert-mania/core/holds/commands';
import { makeDecideHolds } from '@concert-mania/core/holds/decide-holds';
import type { HoldCommand } from '@concert-mania/core/holds/hold-snapshot';
import { makeAccount, makeSale, newId, type Sale } from '@concert-mania/testkit/data/builders';
import { decideAll, openHoldPartitions } from '@concert-mania/testkit/data/hold-partitions';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { HoldPartition } from '../hold-partitions.ts';

const database = await testDatabase();
export const db = openForTest(database);
export const worker = (workerId: string) => openHoldPartitions({ url: database.url, workerId, db });
export const decide = makeDecideHolds(newId);

let partition: HoldPartition;
export let sale: Sale;
export let fan: string;

beforeAll(async () => {
  const claimed = await worker('a').claim(0);
  if (!claimed) throw new Error('the partition of a fresh database has an owner');
  partition = claimed;
});
afterAll(() => partition.release());
beforeEach(async () => {
  sale = await makeSale(db, { seats: 40 });
  fan = await makeAccount(db);
});

let jobs = 0;
export function command(request: SeatRequest, more: Partial<HoldCommand> = {}): HoldCommand {
  jobs += 1;
  return {
    jobId: `job_h0${String(jobs).padStart(26, '0')}`,
    accountId: fan,
    fingerprint: 'f',
    acceptedAt: new Date(),
    admitted: false,
    payload: { concertId: sale.concertId, performanceId: sale.performanceId, queueToken: null, request },
    ...more,
  };
}
export const seats = (...seatNumbers: number[]): SeatRequest => ({ seatNumbers });
export const decideNow = (...commands: HoldCommand[]) => decideAll(partition.batches, commands, decide);
export const hold = async (...commands: HoldCommand[]): Promise<ReadonlyMap<string, HoldOutcome>> =>
  new Map([...(await decideNow(...commands))].map(([jobId, { outcome }]) => [jobId, outcome]));
export const codes = (outcomes: ReadonlyMap<string, HoldOutcome>) =>
  [...outcomes.values()].map((outcome) => (outcome.status === 'succeeded' ? 'held' : outcome.error.code));
export const owners = async () =>
  db.query<{ seat_number: number; reservation_id: string }>(
    `select seat_number, reservation_id from seats where performance_id = $1 and reservation_id is not null
     order by seat_number`,
    [sale.performanceId],
  );
