import { makeDecideHolds } from '@concert-mania/core/holds/decide-holds';
import { makeAccount, makeSale, newId, type Sale } from '@concert-mania/testkit/data/builders';
import { decideAll } from '@concert-mania/testkit/data/hold-partitions';
import { confirmReservation, makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { audit } from '../audit/audit.ts';
import { makeSeatStatusReader } from '../catalogue/seat-status-store.ts';
import { openDesk, saleOf } from './testing/desk.ts';

const database = await testDatabase();
const db = openForTest(database);
const desk = await openDesk({ url: database.url, db });
const UNAVAILABLE = 'seat_unavailable';
const refusedFor = (code: string, ...seatNumbers: number[]) => ({
  status: 'rejected',
  error: { code, ...(seatNumbers.length > 0 && { seatNumbers }) },
});

let sale: Sale;
beforeEach(async () => {
  sale = await makeSale(db, { seats: 40 });
});
afterEach(async () => {
  // Builders confirm reservations without a payment.
  const findings = (await audit(db)).filter(({ check }) => check !== 'captured-money-has-tickets-or-refunds');
  expect(findings).toEqual([]);
});

const statuses = async (count: number) =>
  (await makeSeatStatusReader(db).ofAll(sale.performanceId)).slice(0, count);
const actions = () =>
  db.query<{ action: string; account_id: string; request_id: string; details: object }>(
    `select action, account_id, request_id, details from staff_actions where subject = $1 order by id`,
    [sale.performanceId],
  );
const bestSeats = async (quantity: number) => {
  const accountId = await makeAccount(db);
  const { concertId, performanceId } = sale;
  const bestAvailable = { quantity, adjacent: true, preventOrphans: true, accessible: 0 };
  const asked = desk.command({ concertId, performanceId, queueToken: null, request: { bestAvailable } });
  const decided = await decideAll(
    desk.partition.batches,
    [{ ...asked, accountId, admitted: true }],
    makeDecideHolds(newId),
  );
  const outcome = [...decided.values()][0]?.outcome;
  if (outcome?.status !== 'succeeded') throw new Error(`the hold was refused: ${JSON.stringify(outcome)}`);
  return outcome.result.reservation.seats.map(({ seatNumber }) => seatNumber);
};

describe('blocked seats', () => {
  it('are off sale with who and why, and back on it when they are unblocked', async () => {
    expect(await desk.block(sale, [2, 1])).toEqual({ status: 'succeeded', result: { seatNumbers: [2, 1] } });
    expect(await statuses(3)).toBe('NNA');
    expect(await desk.unblock(sale, [1, 2, 3])).toMatchObject({ status: 'succeeded' });
    expect(await statuses(3)).toBe('AAA');
    const by = { account_id: desk.clerk, request_id: 'req-desk' };
    expect(await actions()).toEqual([
      { ...by, action: 'seats.blocked', details: { seatNumbers: [2, 1], reason: 'sight line' } },
      { ...by, action: 'seats.unblocked', details: { seatNumbers: [1, 2, 3], reason: 'seen from there' } },
    ]);
  });

  it('are not blocked at all if one of them is held or does not exist', async () => {
    await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [3] });
    expect(await desk.block(sale, [1, 3])).toEqual(refusedFor(UNAVAILABLE, 3));
    expect(await desk.unblock(sale, [3])).toEqual(refusedFor(UNAVAILABLE, 3));
    expect(await desk.block(sale, [1, 41])).toEqual(refusedFor('seat_not_found', 41));
    expect(await desk.block({ ...sale, performanceId: 'prf_none' }, [1])).toEqual(
      refusedFor('performance_not_found'),
    );
    expect(await statuses(3)).toBe('AAH');
    expect(await actions()).toEqual([]);
  });

  it('are never the best available, not even right after they were blocked', async () => {
    const first = await bestSeats(2);
    const next = Array.from({ length: 20 }, (_, n) => n + 1).filter((seat) => !first.includes(seat));
    await desk.block(sale, next);
    for (const seat of await bestSeats(2)) expect(seat).toBeGreaterThan(20);
  });

  it('stay off sale when they are unblocked in a category without a price', async () => {
    await db.query(`delete from performance_prices where performance_id = $1 and category = 'R'`, [
      sale.performanceId,
    ]);
    await db.query(
      `update seats set not_for_sale = 'no_price' where performance_id = $1 and seat_number > 20`,
      [sale.performanceId],
    );
    await desk.block(sale, [20, 21]);
    expect(await desk.sell(sale, [21])).toEqual(refusedFor(UNAVAILABLE, 21));
    await desk.unblock(sale, [20, 21]);
    expect(await statuses(21)).toBe(`${'A'.repeat(20)}N`);
  });

  it('get the newest reason, and can be as many as 500', async () => {
    sale = await makeSale(db, { seats: 500 });
    const all = Array.from({ length: 500 }, (_, n) => n + 1);
    await desk.block(sale, all, 'stage');
    await desk.block(sale, [7], 'camera');
    const reasons = await db.query<{ reason: string; seats: number }>(
      `select reason, count(*)::int as seats from seat_blocks where performance_id = $1 group by 1 order by 1`,
      [sale.performanceId],
    );
    expect(reasons).toEqual([
      { reason: 'camera', seats: 1 },
      { reason: 'stage', seats: 499 },
    ]);
  });
});

describe('a sale at the desk', () => {
  it('is confirmed and paid at once, blocked seats too, for more seats than a fan may have', async () => {
    await desk.block(sale, [1, 2]);
    const seatNumbers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    const sold = await desk.sell(sale, seatNumbers);
    expect(sold).toMatchObject({
      status: 'succeeded',
      result: {
        reservation: { status: 'confirmed', totalAmount: 12 * 150_000 },
        tickets: seatNumbers.map((seatNumber) => ({ seatNumber, status: 'valid' })),
      },
    });
    expect(await statuses(13)).toBe(`${'S'.repeat(12)}A`);
    const drawer = `select -sum(amount) as amount from ledger_entries where ledger_account = 'cash-drawer'`;
    expect(await db.query(drawer)).toEqual([{ amount: '1800000' }]);
  });

  it('is on record with its seller and its holder', async () => {
    const sold = await desk.sell(sale, [1], 'card_terminal');
    const id = sold.status === 'succeeded' ? sold.result.reservation.id : '';
    const rows = await db.query('select * from desk_sales where reservation_id = $1', [id]);
    expect(rows).toEqual([
      {
        reservation_id: id,
        sold_by: desk.clerk,
        sold_at: expect.any(Date),
        holder_name: '김하나',
        holder_email: 'hana@holders.example',
        holder_phone: '+821012345678',
        note: 'pays for the group',
      },
    ]);
    const action = await db.query('select action, details from staff_actions where subject = $1', [id]);
    expect(action).toEqual([
      {
        action: 'seats.sold',
        details: { performanceId: sale.performanceId, seatNumbers: [1], payment: 'card_terminal' },
      },
    ]);
  });

  it('of complimentary seats costs nothing', async () => {
    expect(await desk.sell(sale, [1, 2], 'complimentary')).toMatchObject({
      result: { reservation: { totalAmount: 0, seats: [{ price: 0 }, { price: 0 }] } },
    });
  });

  it('refuses seats that a fan holds, and performances that are not on sale or over', async () => {
    await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [3] });
    expect(await desk.sell(sale, [2, 3])).toEqual(refusedFor(UNAVAILABLE, 3));
    expect(await desk.sell(sale, [99])).toEqual(refusedFor('seat_not_found', 99));
    await db.query(`update performances set starts_at = now() - interval '13 hours' where id = $1`, [
      sale.performanceId,
    ]);
    expect(await desk.sell(sale, [2])).toEqual(refusedFor('sale_closed'));
    await db.query('update concerts set published_at = null where id = $1', [sale.concertId]);
    expect(await desk.sell(sale, [2])).toEqual(refusedFor('sale_not_open'));
    expect(await statuses(3)).toBe('AAH');
  });

  it('refuses a performance that is cancelled', async () => {
    const cancel = 'update performances set cancelled_at = now() where id = $1';
    await db.query(cancel, [sale.performanceId]);
    expect(await desk.sell(sale, [1])).toEqual(refusedFor('sale_closed'));
    await db.query('update performances set cancelled_at = null where id = $1', [sale.performanceId]);
  });

  it('is made once, however often its job is delivered', async () => {
    const command = desk.command(saleOf(sale, [1, 2]));
    const decide = desk.commands['box-office.sell'];
    const first = await decide([command]);
    const again = await decide([command, desk.command(saleOf(sale, [1]))]);
    const [known, other] = [...again.outcomes.values()];
    expect(known).toEqual(first.outcomes.get(command.jobId));
    expect(other?.outcome).toEqual(refusedFor(UNAVAILABLE, 1));
    expect(await statuses(3)).toBe('SSA');
  });
});

describe('a move at the desk', () => {
  const sellTo = async (...seatNumbers: number[]) => {
    const { id } = await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers });
    await confirmReservation(db, id);
    return id;
  };

  it('takes free and blocked seats of the same price, and the tickets with it', async () => {
    const id = await sellTo(1, 2);
    await desk.block(sale, [10]);
    const moved = await desk.move(sale, id, [1, 10], [2, 12]);
    expect(moved).toMatchObject({
      status: 'succeeded',
      result: {
        reservation: {
          status: 'confirmed',
          totalAmount: 300_000,
          seats: [{ seatNumber: 10 }, { seatNumber: 12 }],
        },
        tickets: [
          { id: expect.stringMatching(/01$/), seatNumber: 10, status: 'valid' },
          { id: expect.stringMatching(/02$/), seatNumber: 12, status: 'valid' },
        ],
      },
    });
    expect(await statuses(12)).toBe('AAAAAAAAASAS');
    const versions = await db.query('select version from tickets where reservation_id = $1', [id]);
    expect(versions).toEqual([{ version: 2 }, { version: 2 }]);
    const changed = await makeSeatStatusReader(db).ofSeatChanges([{ stream: id, version: 4 }]);
    expect([...(changed.get(sale.performanceId) ?? [])].sort(([a], [b]) => a - b)).toEqual([
      [1, 'A'],
      [2, 'A'],
      [10, 'S'],
      [12, 'S'],
    ]);
  });

  it('is refused to seats of another price, of somebody else, of the reservation itself, or that do not exist', async () => {
    const id = await sellTo(1, 2);
    await sellTo(5);
    expect(await desk.move(sale, id, [1, 30])).toEqual(refusedFor('seat_price_differs', 30));
    expect(await desk.move(sale, id, [1, 5])).toEqual(refusedFor(UNAVAILABLE, 5));
    expect(await desk.move(sale, id, [1, 2], [2, 1])).toEqual(refusedFor(UNAVAILABLE, 2, 1));
    expect(await desk.move(sale, id, [1, 99])).toEqual(refusedFor('seat_not_found', 99));
    expect(await desk.move(sale, id, [3, 4])).toEqual(refusedFor('seat_not_found', 3));
    expect(await desk.move(sale, 'res_none', [1, 4])).toEqual(refusedFor('reservation_not_found'));
    const cancel = (time: string) =>
      db.query(`update performances set cancelled_at = ${time} where id = $1`, [sale.performanceId]);
    await cancel('now()');
    expect(await desk.move(sale, id, [1, 4])).toEqual(refusedFor('not_movable'));
    await cancel('null');
    expect(await desk.move({ concertId: 'con_other' }, id, [1, 4])).toEqual(
      refusedFor('reservation_not_found'),
    );
    const { id: unpaid } = await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [8] });
    expect(await desk.move(sale, unpaid, [8, 9])).toEqual(refusedFor('not_movable'));
    expect(await statuses(9)).toBe('SSAASAAHA');
  });

  it('keeps what was paid: complimentary seats move among seats of one price', async () => {
    const sold = await desk.sell(sale, [1], 'complimentary');
    const id = sold.status === 'succeeded' ? sold.result.reservation.id : '';
    expect(await desk.move(sale, id, [1, 30])).toEqual(refusedFor('seat_price_differs', 30));
    expect(await desk.move(sale, id, [1, 2])).toMatchObject({
      result: { reservation: { totalAmount: 0, seats: [{ seatNumber: 2, price: 0 }] } },
    });
  });
});
