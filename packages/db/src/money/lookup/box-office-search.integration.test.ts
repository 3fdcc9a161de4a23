import { readQuestion } from '@concert-mania/core/payments/lookup/search';
import { makeAccount, makeClerk, makeSale } from '@concert-mania/testkit/data/builders';
import { payByGateway } from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { expect, test } from 'vitest';
import { openDesk } from '../../box-office/testing/desk.ts';
import type { Queryable } from '../../connection/database.ts';
import { makePaymentStore } from '../payments/payment-store.ts';
import { makeBoxOfficeSearch } from './box-office-search.ts';
import { makeReservationsForStaff } from './reservations-for-staff.ts';

const database = await testDatabase();
const db = openForTest(database);
const desk = await openDesk({ url: database.url, db });
const clerk = await makeClerk(db);
const sale = await makeSale(db);

/** One reservation of a fan, paid by the gateway, and one sold at the desk, each of one seat. */
async function makeBoth() {
  const email = 'Minji@fans.example';
  const accountId = await makeAccount(db, { email });
  await db.query(`update accounts set name = 'Kim Minji', phone = '+821098765432' where id = $1`, [
    accountId,
  ]);
  const hold = await makeHold(db, { sale, accountId, seatNumbers: [1] });
  const store = makePaymentStore(db, () => 'pay_01fan');
  const command = payByGateway(hold, { paymentKey: 'Key-Of-Minji' });
  await store.claimReservation(command, { payingMs: 60_000, checkAfterMs: 60_000, sent: true });
  await store.settleApproved('pay_01fan', new Date());
  const sold = await desk.sell(sale, [2]);
  if (sold.status !== 'succeeded') throw new Error(`seat 2 was not sold: ${sold.status}`);
  return {
    fan: hold.id,
    accountId,
    sold: sold.result.reservation.id,
    ticket: sold.result.tickets[0]?.id ?? '',
  };
}
const made = await makeBoth();

const search = async (typed: string, performanceId: string | null = null, limit = 20) => {
  const found = await makeBoxOfficeSearch(db).search(readQuestion(typed, performanceId), limit, clerk);
  return found.reservations.map(({ id }) => id);
};

test.each([
  ['the e-mail address of a fan', () => 'minji@FANS.example', () => made.fan],
  ['a part of the name of a fan', () => 'minj', () => made.fan],
  ['the phone number of a fan', () => '010-9876-5432', () => made.fan],
  ['an account', () => made.accountId, () => made.fan],
  ['a payment', () => 'pay_01fan', () => made.fan],
  ['a payment key', () => 'Key-Of-Minji', () => made.fan],
  ['a performance and the label of a seat', () => `${sale.performanceId} floor 1-1`, () => made.fan],
  ['the e-mail address of a holder', () => 'HANA@holders.example', () => made.sold],
  ['a part of the name of a holder', () => '하나', () => made.sold],
  ['the phone number of a holder', () => '010 1234 5678', () => made.sold],
  ['a reservation', () => made.sold, () => made.sold],
  ['a ticket', () => made.ticket, () => made.sold],
])('finds a reservation by %s', async (_name, typed, id) => {
  expect(await search(typed())).toEqual([id()]);
});

test('finds nothing by one letter of a name, another seat or a forgotten holder', async () => {
  expect(await search('하')).toEqual([]);
  expect(await search('2', sale.performanceId)).toEqual([made.sold]);
  expect(await search('3', sale.performanceId)).toEqual([]);
  await db.transaction(async (tx) => {
    const { search: find } = makeBoxOfficeSearch(tx);
    await tx.query('update desk_sales set holder_name = null, holder_email = null, holder_phone = null');
    for (const typed of ['하나', 'hana@holders.example', '+821012345678'])
      expect((await find(readQuestion(typed, null), 20, clerk)).reservations).toEqual([]);
    await tx.query(`update desk_sales set holder_name = '김하나', holder_email = 'hana@holders.example',
      holder_phone = '+821012345678'`);
  });
});

test('shows the holder, records whose data was shown, and says when there is more', async () => {
  const other = await desk.sell(sale, [4]);
  if (other.status !== 'succeeded') throw new Error(`seat 4 was not sold: ${other.status}`);
  const { id } = other.result.reservation;
  const found = await makeBoxOfficeSearch(db).search(readQuestion('하나', null), 1, clerk);
  expect(found).toMatchObject({ accounts: [], reservations: [{ id, holderName: '김하나' }], more: true });
  const [action] = await db.query(
    `select details from staff_actions where action = 'box_office.searched' order by id desc limit 1`,
  );
  expect(action).toEqual({
    details: { by: 'text', accounts: ['usr_box_office'], deskSales: [id, made.sold] },
  });
});

test('compares a bounded number of names with a part that many have, the newest among them', async () => {
  await db.transaction(async (tx) => {
    await tx.query('alter table desk_sales disable trigger all');
    await tx.query(
      `insert into desk_sales (reservation_id, sold_by, holder_name)
       select 'res_0' || lpad(n::text, 5, '0'), $1, '이보라 ' || n from generate_series(1, 6000) n`,
      [clerk.accountId],
    );
    await tx.query(`update desk_sales set holder_name = '최보라' where reservation_id = $1`, [made.sold]);
    await tx.query('analyze desk_sales');
    const plans: string[] = [];
    const explained: Queryable = {
      query: async (sql, values) => {
        if (sql.includes('by_grams') && sql.includes('desk_sales')) {
          const lines = await tx.query<{ 'QUERY PLAN': string }>(
            `explain (analyze, costs off) ${sql}`,
            values,
          );
          plans.push(lines.map((line) => line['QUERY PLAN']).join('\n'));
        }
        return tx.query(sql, values);
      },
    };
    const found = await makeBoxOfficeSearch(explained).search(readQuestion('보라', null), 20, clerk);
    expect(found.reservations.map(({ id }) => id)).toEqual([made.sold]);
    expect(plans.join()).toContain('Bitmap Index Scan on desk_sales_holder_grams');
    expect(plans.join()).not.toContain('Seq Scan on desk_sales');
    await tx.query(`update desk_sales set holder_name = '김하나' where reservation_id = $1`, [made.sold]);
    await tx.query(`delete from desk_sales where starts_with(reservation_id, 'res_0')`);
    await tx.query('alter table desk_sales enable trigger all');
  });
});

test('opens a sale at the desk with its holder and seller, and a reservation of a fan without', async () => {
  const files = makeReservationsForStaff(db);
  expect(await files.open(made.sold, clerk)).toMatchObject({
    deskSale: {
      holder: { name: '김하나', email: 'hana@holders.example', phone: '+821012345678' },
      method: 'cash',
      note: 'pays for the group',
      soldBy: { id: desk.clerk, name: 'Fan' },
      soldAt: expect.any(Date),
    },
  });
  expect(await files.open(made.fan, clerk)).toMatchObject({ deskSale: null });
});
