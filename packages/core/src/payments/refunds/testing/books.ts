import { expect } from 'vitest';
import { moveReservation, type Reservation } from '../../../holds/model.ts';
import type { CommandReference } from '../../../shared/command.ts';
import { ticketsAfter } from '../../../tickets/model.ts';
import { GATEWAY_CLEARING, REVENUE } from '../../ledger.ts';
import type { Payment, PaymentMethod } from '../../model.ts';
import type { KnownStuckMoney, MoneyChange } from '../../money-changes.ts';
import type { PaymentHistory } from '../../money-state.ts';
import type { NewRefund } from '../refund.ts';

export const NOW = new Date('2026-03-01T03:00:00Z');
const PRICES = [99_999, 0, 50_001, 33, 150_000];
export const seats = PRICES.map((price, index) => ({
  seatNumber: index + 1,
  seatGuid: `g${index}`,
  label: `A-${index}`,
  grade: 'R',
  price,
}));
export const TOTAL = PRICES.reduce((sum, price) => sum + price, 0);

type Stored = NewRefund & { readonly byHandAmount: number };

const PAYING: Reservation = {
  id: 'res_1',
  accountId: 'usr_1',
  concertId: 'con_1',
  performanceId: 'prf_1',
  status: 'paying',
  seats,
  totalAmount: TOTAL,
  expiresAt: NOW,
  createdAt: new Date('2026-02-01T03:00:00Z'),
  version: 2,
};
const PAID: Payment = {
  id: 'pay_1',
  jobId: 'job_pay',
  accountId: 'usr_1',
  purpose: 'reservation',
  reservationId: 'res_1',
  method: 'gateway',
  orderId: 'res_1',
  paymentKey: 'key',
  amount: TOTAL,
  refundedAmount: 0,
  status: 'completed',
  failureCode: null,
  createdAt: NOW,
  approvedAt: NOW,
  version: 2,
};

/** Everything that the decisions change, kept as the store would keep it. */
export function makeBooks(method: PaymentMethod) {
  let ids = 0;
  const confirmed = moveReservation(PAYING, [{ type: 'reservation.confirmed' }]);
  const issued = ticketsAfter(confirmed).flatMap((change) =>
    change.kind === 'issued' ? [change.ticket.seatNumber] : [],
  );
  return {
    reservation: confirmed.after,
    payment: { ...PAID, method, paymentKey: method === 'gateway' ? 'key' : null } as Payment,
    balances: new Map<string, number>([
      [REVENUE, TOTAL],
      [method === 'wallet' ? 'wallet:usr_1' : GATEWAY_CLEARING, -TOTAL],
    ]),
    refunds: new Map<string, Stored>(),
    stuck: new Map<string, KnownStuckMoney>(),
    /** Seats with a valid ticket. */
    tickets: new Set(issued),
    /** References of money in flight. */
    reserved: new Set<string>(),
    outcomes: [] as { refundAmount: number; feeAmount: number }[],
    /** The amount that the gateway has given back, for any reason. */
    atGateway: 0,
    newId: (prefix: string) => {
      ids += 1;
      return `${prefix}_${ids}`;
    },
  };
}
export type Books = ReturnType<typeof makeBooks>;

export function write(books: Books, changes: readonly MoneyChange[]): void {
  for (const change of changes) {
    writeMoves(books, change);
    writeStuck(books, change);
  }
}

function writeMoves(books: Books, change: MoneyChange): void {
  switch (change.kind) {
    case 'reservation_moved':
      expect(change.move.before).toBe(books.reservation);
      for (const ticket of ticketsAfter(change.move))
        if (ticket.kind === 'voided') expect(books.tickets.delete(ticket.seatNumber)).toBe(true);
      books.reservation = change.move.after;
      return;
    case 'payment_moved':
      books.payment = change.move.after;
      return;
    case 'refund_noted':
      books.refunds.set(change.refund.id, { ...change.refund, byHandAmount: 0 });
      return;
    case 'refund_completed': {
      const refund = books.refunds.get(change.refundId);
      if (!refund) throw new Error(`${change.refundId} was not noted`);
      const { byHandAmount } = change;
      books.refunds.set(change.refundId, { ...refund, status: 'completed', byHandAmount });
      return;
    }
    case 'transfer_posted':
      for (const { account, amount } of change.transfer.entries)
        books.balances.set(account, (books.balances.get(account) ?? 0) + amount);
      return;
    case 'money_reserved':
      books.reserved.add(change.pending.reference);
      return;
    case 'money_resolved':
      expect(books.reserved.delete(change.pending.reference)).toBe(true);
      return;
    case 'outcome_recorded':
      if (change.outcome.status === 'succeeded' && 'refundAmount' in change.outcome.result)
        books.outcomes.push(change.outcome.result);
      return;
    default:
      return;
  }
}

function writeStuck({ stuck }: Books, change: MoneyChange): void {
  if (change.kind === 'stuck_opened') {
    const { refundId = null } = change.stuck;
    stuck.set(change.id, { ...change.stuck, id: change.id, refundId, isOpen: true });
  }
  if (change.kind !== 'stuck_closed' && change.kind !== 'stuck_reduced') return;
  const item = stuck.get(change.id);
  if (!item) throw new Error(`${change.id} was not opened`);
  stuck.set(change.id, { ...item, isOpen: change.kind === 'stuck_reduced' });
}

/** The history that the store would read. */
export function historyOf({ payment, refunds, stuck }: Books): PaymentHistory {
  const all = [...refunds.values()];
  const items = [...stuck.values()];
  const givenBackAmount =
    payment.refundedAmount - all.reduce((sum, { byHandAmount }) => sum + byHandAmount, 0);
  const open = all.find(({ status }) => status === 'in_progress');
  const blocked = items.some(({ refundId, isOpen }) => isOpen && refundId === open?.id);
  return {
    refund: open ? { ...open, givenBackBeforeAmount: givenBackAmount, blocked } : null,
    givenBackAmount,
    takenBackAmount: all
      .filter(({ debit }) => (debit ?? REVENUE) === REVENUE)
      .reduce((sum, { amount, feeAmount }) => sum + amount + feeAmount, 0),
    stuck: items,
    onDecline: 'release',
    walletAmount: 0,
  };
}

export const commandOf = ({ newId }: Books): CommandReference => ({
  jobId: newId('job'),
  accountId: 'usr_1',
  fingerprint: 'f',
  acceptedAt: NOW,
});

export const lockedOf = (books: Books) => ({
  payment: books.payment,
  reservation: books.reservation,
  now: NOW,
  command: commandOf(books),
  holdExpiresAt: null,
  isPerformanceCancelled: false,
});
