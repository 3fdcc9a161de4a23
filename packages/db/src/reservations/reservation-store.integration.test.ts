import { beginPayment, movePayment } from '@concert-mania/core/payments/model';
import { makeAccount, makeSale, newId } from '@concert-mania/testkit/data/builders';
import { confirmReservation, makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Queryable } from '../connection/database.ts';
import { writeMoney } from '../money/write-money.ts';
import { makeReservationReader, makeTouchedReservations } from './reservation-store.ts';

const database = await testDatabase();
const db = openForTest(database);
const reader = makeReservationReader(db);

let fan: string;
let stranger: string;
const ids: string[] = [];

beforeAll(async () => {
  const sale = await makeSale(db, { seats: 40 });
  fan = await makeAccount(db);
  stranger = await makeAccount(db);
  for (let seat = 1; seat <= 5; seat += 1) {
    const { id } = await makeHold(db, { sale, accountId: fan, seatNumbers: [seat], expiresInMs: 100_000 });
    ids.unshift(id);
  }
  ids.sort().reverse();
  await makeHold(db, { sale, accountId: stranger, seatNumbers: [20, 21] });
  await confirmReservation(db, ids[0]!);
  const command = { jobId: 'job_1', accountId: fan, fingerprint: 'f', acceptedAt: new Date() };
  const order = {
    id: newId('pay'),
    purpose: 'reservation',
    reservationId: ids[0]!,
    method: 'wallet',
    orderId: ids[0]!,
    paymentKey: null,
    amount: 150_000,
  } as const;
  const move = movePayment(beginPayment(order, command, new Date()), []);
  const terms = { holdExpiresAt: null, checkAfterMs: 60_000, sent: true };
  await writeMoney(db, { answer: null, changes: [{ kind: 'payment_started', move, command, ...terms }] });
});

describe('my reservations', () => {
  it('are listed newest first, page by page, without gaps and without those of other accounts', async () => {
    const seen: string[] = [];
    let before: string | null = null;
    for (let page = 0; page < 3; page += 1) {
      const { items, more } = await reader.list(fan, { before, limit: 2 });
      seen.push(...items.map((item) => item.reservation.id));
      before = seen.at(-1) ?? null;
      expect(more).toBe(page < 2);
    }
    expect(seen).toEqual(ids);
  });

  it('show payments, timeline and the seconds left to pay', async () => {
    const [confirmed, held] = (await reader.list(fan, { before: null, limit: 2 })).items;
    expect(confirmed?.reservation.status).toBe('confirmed');
    expect(confirmed?.remainingSeconds).toBe(0);
    expect(confirmed?.payments).toMatchObject([
      { reservationId: ids[0], status: 'in_progress', amount: 150_000 },
    ]);
    expect(confirmed?.timeline.map(({ type }) => type)).toEqual([
      'reservation.held',
      'reservation.payment_started',
      'reservation.confirmed',
    ]);
    expect(held?.payments).toEqual([]);
    expect(held?.remainingSeconds).toBeGreaterThan(0);
    expect(held?.remainingSeconds).toBeLessThanOrEqual(100);
  });

  it('take three statements per page of any length', async () => {
    let statements = 0;
    const counting: Queryable = {
      query: (text, values) => {
        statements += 1;
        return db.query(text, values);
      },
    };
    await makeReservationReader(counting).list(fan, { before: null, limit: 100 });
    expect(statements).toBe(3);
  });

  it('are not found by other accounts', async () => {
    expect(await reader.find(stranger, ids[0]!)).toBeNull();
    expect((await reader.find(fan, ids[0]!))?.reservation.id).toBe(ids[0]);
    expect(await reader.find(fan, 'res_none')).toBeNull();
  });
});

describe('reservations in events', () => {
  it('are returned with their seats; unknown ones are omitted', async () => {
    const found = await makeTouchedReservations(db).findTouched([ids[4]!, 'res_none']);
    expect(found).toMatchObject([{ id: ids[4], accountId: fan, seatNumbers: [expect.any(Number)] }]);
  });
});
