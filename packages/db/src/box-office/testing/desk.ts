import type { DeskMethod } from '@concert-mania/core/payments/model';
import type { AccountId } from '@concert-mania/core/shared/ids';
import { makeAccount, newId, type Sale } from '@concert-mania/testkit/data/builders';
import { openHoldPartitions } from '@concert-mania/testkit/data/hold-partitions';
import { afterAll } from 'vitest';
import type { Database } from '../../connection/database.ts';
import { makeDeskCommands } from '../desk-commands.ts';

let jobs = 0;

/** A clerk at the desk, whose commands are decided on the session of a hold partition. */
export async function openDesk({ url, db }: { readonly url: string; readonly db: Database }) {
  const partition = await openHoldPartitions({ url, workerId: 'desk', db }).claim(1);
  if (!partition) throw new Error('partition 1 has an owner');
  afterAll(() => partition.release());
  const clerk: AccountId = await makeAccount(db, { role: 'box_office' });
  const commands = makeDeskCommands(partition.session, { newId, freeSeats: partition.freeSeats });

  const command = <P>(payload: P) => {
    jobs += 1;
    const jobId = `job_d1${String(jobs).padStart(26, '0')}`;
    return {
      jobId,
      accountId: clerk,
      fingerprint: 'f',
      acceptedAt: new Date(),
      requestId: 'req-desk',
      payload,
    };
  };
  const onlyOf = <O>({
    outcomes,
  }: {
    readonly outcomes: ReadonlyMap<string, { readonly outcome: O }>;
  }): O => {
    const [recorded] = outcomes.values();
    if (!recorded) throw new Error('the command is undecided');
    return recorded.outcome;
  };
  const ofSale = ({ concertId, performanceId }: Sale) => ({ concertId, performanceId });

  return {
    partition,
    clerk,
    commands,
    command,
    block: async (sale: Sale, seatNumbers: readonly number[], reason = 'sight line') =>
      onlyOf(
        await commands['seats.block']([command({ ...ofSale(sale), seatNumbers: [...seatNumbers], reason })]),
      ),
    unblock: async (sale: Sale, seatNumbers: readonly number[], reason = 'seen from there') =>
      onlyOf(
        await commands['seats.unblock']([
          command({ ...ofSale(sale), seatNumbers: [...seatNumbers], reason }),
        ]),
      ),
    sell: async (sale: Sale, seatNumbers: readonly number[], payment: DeskMethod = 'cash') =>
      onlyOf(await commands['box-office.sell']([command(saleOf(sale, seatNumbers, payment))])),
    move: async (
      { concertId }: Pick<Sale, 'concertId'>,
      reservationId: string,
      ...pairs: readonly (readonly [from: number, to: number])[]
    ) => {
      const moves = pairs.map(([from, to]) => ({ from, to }));
      return onlyOf(
        await commands['box-office.move']([
          command({ concertId, reservationId, moves, reason: 'a broken seat' }),
        ]),
      );
    },
  };
}

export const saleOf = (
  { concertId, performanceId }: Sale,
  seatNumbers: readonly number[],
  payment: DeskMethod = 'cash',
) => ({
  concertId,
  performanceId,
  seatNumbers: [...seatNumbers],
  payment,
  holderName: '김하나',
  holderEmail: 'hana@holders.example',
  holderPhone: '+821012345678',
  note: 'pays for the group',
});
