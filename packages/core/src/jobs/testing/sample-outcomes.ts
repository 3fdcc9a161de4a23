import type { CancelOutcome, HoldOutcome } from '../../holds/commands.ts';
import type { ReservationView } from '../../holds/reservation-view.ts';
import type { PayOutcome, TopUpOutcome } from '../../payments/commands.ts';
import type { PaymentView } from '../../payments/payment-view.ts';
import { succeeded } from '../../shared/outcome.ts';

const AT = '2026-05-01T10:00:00.000Z';

const reservation: ReservationView = {
  id: 'res_1',
  concertId: 'con_1',
  performanceId: 'prf_1',
  status: 'confirmed',
  seats: [],
  totalAmount: 0,
  currency: 'KRW',
  expiresAt: AT,
  createdAt: AT,
};
const payment: PaymentView = {
  id: 'pay_1',
  reservationId: 'res_1',
  method: 'gateway',
  status: 'completed',
  amount: 0,
  refundedAmount: 0,
  failureCode: null,
  createdAt: AT,
  approvedAt: AT,
};

/** The outcome of a hold with a reservation of this id. */
export const heldAs = (id: string, change: Partial<ReservationView> = {}): HoldOutcome =>
  succeeded({ reservation: { ...reservation, id, status: 'held', ...change } });

/** Outcomes for tests that pass them on without looking inside. */
export const PAID: PayOutcome = succeeded({ payment, reservation });
export const PAID_FROM_WALLET: PayOutcome = succeeded({
  payment: { ...payment, method: 'wallet' },
  reservation,
});
export const TOPPED_UP: TopUpOutcome = succeeded({
  payment: { ...payment, reservationId: null },
  balanceAmount: 0,
});
export const CANCELLED: CancelOutcome = succeeded({
  reservation: { ...reservation, status: 'cancelled' },
  refundAmount: 0,
  feeAmount: 0,
});
