import { expect, test } from 'vitest';
import type { Reservation } from '../../holds/model.ts';
import type { Payment } from '../model.ts';
import type { KnownStuckMoney, MoneyChange } from '../money-changes.ts';
import { bookElsewhere } from './decide-elsewhere.ts';

const at = new Date('2026-03-01T10:00:00Z');
let ids = 0;
const newId = (prefix: string) => {
  ids += 1;
  return `${prefix}_${ids}`;
};
const payment: Payment = {
  id: 'pay_1',
  jobId: 'job_1',
  accountId: 'usr_1',
  purpose: 'reservation',
  reservationId: 'res_1',
  method: 'gateway',
  orderId: 'res_1',
  paymentKey: 'key',
  amount: 1_000,
  refundedAmount: 0,
  status: 'completed',
  failureCode: null,
  createdAt: at,
  approvedAt: at,
  version: 2,
};
const confirmed: Reservation = {
  id: 'res_1',
  accountId: 'usr_1',
  concertId: 'con_1',
  performanceId: 'prf_1',
  status: 'confirmed',
  seats: [],
  totalAmount: 1_000,
  expiresAt: at,
  createdAt: at,
  version: 3,
};
const ticket = {
  payment,
  reservation: confirmed as Reservation | null,
  walletAmount: 0,
  givenBackAmount: 0,
  takenBackAmount: 0,
  stuck: [] as readonly KnownStuckMoney[],
};
const topUp = {
  ...ticket,
  payment: { ...payment, purpose: 'top_up', reservationId: null } as const,
  reservation: null,
};
const twice: KnownStuckMoney = {
  id: 'stk_1',
  kind: 'refunded_twice',
  refundId: null,
  wantedAmount: 600,
  balanceAmount: 0,
  isOpen: false,
};

const debits = (changes: readonly MoneyChange[]) =>
  changes.flatMap((change) =>
    change.kind === 'transfer_posted' ? [change.transfer.entries[0]?.account] : [],
  );
const opened = (changes: readonly MoneyChange[]) =>
  changes.flatMap((change) =>
    change.kind === 'stuck_opened'
      ? [`${change.stuck.kind} ${change.stuck.code} ${change.stuck.wantedAmount}`]
      : [],
  );

test.each([
  ['books nothing that our books know', { ...ticket, givenBackAmount: 600 }, 0, [], []],
  ['books a part out of revenue', ticket, 600, ['revenue'], []],
  [
    'books a part of a cancelled reservation out of the fee that was kept',
    { ...ticket, reservation: { ...confirmed, status: 'cancelled' } as const, takenBackAmount: 1_000 },
    600,
    ['cancellation-fees'],
    [],
  ],
  ['books a top-up out of its wallet', { ...topUp, walletAmount: 600 }, 600, ['wallet:usr_1'], []],
  [
    'leaves a spent top-up to a person',
    { ...topUp, walletAmount: 599 },
    600,
    ['settled-by-hand'],
    ['refunded_elsewhere TOP_UP_SPENT 600'],
  ],
  [
    'books nothing that went back twice, and leaves it to a person',
    { ...ticket, payment: { ...payment, refundedAmount: 500 } },
    0,
    [],
    ['refunded_twice REFUNDED_TWICE 600'],
  ],
  [
    'reports an amount that went back twice once',
    { ...ticket, payment: { ...payment, refundedAmount: 500 }, stuck: [twice] },
    0,
    [],
    [],
  ],
] as const)('%s', (_, books, refundedAmount, accounts, stuck) => {
  const { refunded, changes } = bookElsewhere(books, 600, newId);
  expect(refunded).toEqual(refundedAmount > 0 ? [{ type: 'payment.refunded', amount: refundedAmount }] : []);
  expect(debits(changes)).toEqual(accounts);
  expect(opened(changes)).toEqual(stuck);
});

test('books out of the revenue of the seats that are left first, then out of the fees of cancelled ones', () => {
  const oneLeft = { ...confirmed, totalAmount: 400 };
  const { refunded, changes } = bookElsewhere(
    { ...ticket, reservation: oneLeft, takenBackAmount: 600 },
    500,
    newId,
  );
  expect(refunded).toEqual([400, 100].map((amount) => ({ type: 'payment.refunded', amount })));
  expect(debits(changes)).toEqual(['revenue', 'cancellation-fees']);
  expect(opened(changes)).toEqual(['refunded_elsewhere TICKET_UNPAID 400']);
});

test('leaves a confirmed ticket to a person once all of its payment went back', () => {
  const { changes } = bookElsewhere(ticket, 1_000, newId);
  expect(opened(changes)).toEqual(['refunded_elsewhere TICKET_UNPAID 1000']);
});
