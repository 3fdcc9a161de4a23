import { makeAccount, makeSale, newId } from '@concert-mania/testkit/data/builders';
import { payByGateway } from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { expect, test } from 'vitest';
import type { Database } from '../../connection/database.ts';
import { PartNotWritten } from '../../connection/part-not-written.ts';
import { makePaymentStore } from './payment-store.ts';
import { APPROVED_AT, codeOf, db, statusOf, store, TERMS } from './testing/paying.ts';

const FANS = 30;
const sale = await makeSale(db, { seats: 200 });

let transactions = 0;
const counting: Database = {
  ...db,
  transaction: (work) => {
    transactions += 1;
    return db.transaction(work);
  },
};
const apart: unknown[] = [];
const batching = makePaymentStore(counting, newId, (error) => apart.push(error));
const other = makePaymentStore(db, newId);

let seat = 0;
async function makeHeld() {
  seat += 1;
  const seatNumbers = [seat];
  return makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers });
}
const makeHolds = (holds: number) => Promise.all(Array.from({ length: holds }, () => makeHeld()));

const kindOf = (answer: Awaited<ReturnType<typeof store.claimReservation>>) =>
  answer.kind === 'decided' ? codeOf(answer.outcome) : answer.kind;
const paymentOf = (answer: Awaited<ReturnType<typeof store.claimReservation>>) => {
  if (answer.kind !== 'claimed') throw new Error(`not claimed: ${kindOf(answer)}`);
  return answer.open.payment;
};

test('claims and settles together what is asked for together, each with its own outcome', async () => {
  const commands = (await makeHolds(FANS)).map((hold) => payByGateway(hold));
  transactions = 0;
  const claims = await Promise.all(
    commands.map((command, n) => batching.claimReservation(command, { ...TERMS, sent: n % 2 === 0 })),
  );
  expect(claims.map((answer) => paymentOf(answer).jobId)).toEqual(commands.map(({ jobId }) => jobId));
  const settled = await Promise.all(
    claims.map((answer) => batching.settleApproved(paymentOf(answer).id, APPROVED_AT)),
  );
  expect(transactions).toBeLessThan(16);
  const paidFor = settled.map((end) =>
    end.kind === 'decided' && end.outcome.status === 'succeeded'
      ? JSON.parse(JSON.stringify(end.outcome.result)).reservation.id
      : end.kind,
  );
  expect(paidFor).toEqual(commands.map(({ payload }) => payload.reservationId));
  const due = await db.query<{ asked: boolean }>(
    `select confirm_at > '-infinity' as asked from payments where id = any($1) order by id`,
    [claims.map((answer) => paymentOf(answer).id)],
  );
  expect(due.filter(({ asked }) => asked)).toHaveLength(FANS / 2);
  expect(apart).toEqual([]);
});

test('refuses one claim and begins its neighbours, also where one spoils the batch', async () => {
  const [used, stolen, missing, twice, ...others] = await makeHolds(10);
  const first = payByGateway(used!, { paymentKey: 'pk_used' });
  expect(kindOf(await batching.claimReservation(first, TERMS))).toBe('claimed');
  const rivals = [payByGateway(twice!), payByGateway(twice!)];
  const asked = [
    [payByGateway(others[0]!), 'claimed'],
    [payByGateway(stolen!, { paymentKey: 'pk_used' }), 'payment_declined'],
    [payByGateway({ ...missing!, accountId: used!.accountId }), 'reservation_not_found'],
    [payByGateway(missing!, { amount: 1 }), 'amount_mismatch'],
    [first, 'resumed'],
    ...others.slice(1).map((hold) => [payByGateway(hold), 'claimed'] as const),
  ] as const;
  const [answers, fought] = await Promise.all([
    Promise.all(asked.map(([command]) => batching.claimReservation(command, TERMS))),
    Promise.all(rivals.map((command) => batching.claimReservation(command, TERMS))),
  ]);
  expect(answers.map(kindOf)).toEqual(asked.map(([, end]) => end));
  expect(fought.map(kindOf).toSorted()).toEqual(['claimed', 'reservation_not_payable']);
  expect(apart).toEqual([expect.any(PartNotWritten)]);
  expect(await statusOf(stolen!)).toBe('held');
});

test('settles the neighbours of a payment that cannot be settled', async () => {
  const claims = await Promise.all(
    (await makeHolds(6)).map((hold) => store.claimReservation(payByGateway(hold), TERMS)),
  );
  const ids = claims.map((answer) => paymentOf(answer).id);
  const settle = [...ids.slice(0, 3), 'pay_00000000000000000000000000' as const, ...ids.slice(3)];
  const ends = await Promise.allSettled(settle.map((id) => batching.settleApproved(id, APPROVED_AT)));
  expect(ends.map(({ status }) => status)).toEqual(
    settle.map((id) => (ids.includes(id) ? 'fulfilled' : 'rejected')),
  );
});

test('takes a payment once that two workers claim and settle at the same time', async () => {
  const commands = (await makeHolds(12)).map((hold) => payByGateway(hold));
  const both = await Promise.all(
    commands.map((command) =>
      Promise.all([batching, other].map((worker) => worker.claimReservation(command, TERMS))),
    ),
  );
  for (const answers of both) expect(answers.map(kindOf).toSorted()).toEqual(['claimed', 'resumed']);
  const ids = both.flatMap((answers) =>
    answers.flatMap((answer) => (answer.kind === 'claimed' ? [answer.open.payment.id] : [])),
  );
  const ends = await Promise.all(
    ids.map((id) => Promise.all([batching, other].map((worker) => worker.settleApproved(id, APPROVED_AT)))),
  );
  for (const [one, two] of ends) {
    expect(one).toMatchObject({ kind: 'decided', outcome: { status: 'succeeded' } });
    expect(JSON.stringify(two)).toBe(JSON.stringify(one));
  }
});
