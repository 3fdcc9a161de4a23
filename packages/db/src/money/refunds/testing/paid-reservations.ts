import type { RecordedEvent } from '@concert-mania/core/events/model';
import { isAboutAccount, NOTICE_EVENT_TYPES, noticesOf } from '@concert-mania/core/notifications/model';
import type {
  CancelAnswer,
  GatewayAnswer,
  PaymentGateway,
} from '@concert-mania/core/payments/gateway/gateway';
import { makeGatewaySlots } from '@concert-mania/core/payments/gateway/gateway-slots';
import { makePayReservation } from '@concert-mania/core/payments/pay-reservation';
import { makeReconcilePayments } from '@concert-mania/core/payments/reconcile-payments';
import { makeCancelReservation } from '@concert-mania/core/payments/refunds/cancel-reservation';
import { makeAccount, makeClerk, makeSale, newId } from '@concert-mania/testkit/data/builders';
import { payByGateway } from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { audit } from '../../../audit/audit.ts';
import { makeNotificationStore } from '../../../notifications/notification-store.ts';
import { makeExpiryStore } from '../../../reservations/expiry-store.ts';
import { makeReservationReader } from '../../../reservations/reservation-store.ts';
import { makePaymentWebhooks } from '../../gateway/payment-webhooks.ts';
import { makePaymentReader, makePaymentStore } from '../../payments/payment-store.ts';
import { makeCancellationStore } from '../cancellation-store.ts';
import { makeStuckMoneyDesk } from '../stuck-money-store.ts';

export const database = await testDatabase();
export const db = openForTest(database, 10);
export const store = makePaymentStore(db, newId);
export const desk = makeStuckMoneyDesk(db, newId);
const reservations = makeReservationReader(db);
export const payments = makePaymentReader(db);
export const webhooks = makePaymentWebhooks(db);
const DAY_MS = 86_400_000;
export const TERMS = { payingMs: 30_000, checkAfterMs: 0, sent: true };
export const BY_HAND = { reference: 'bank transfer 4711', note: 'card closed, paid to the account' };

/**
 * A gateway that holds money by payment key; a test plays its desk, and may have it refuse every
 * cancel.
 */
export const held = new Map<string, { orderId: string; amount: number; cancelled: number }>();
/** Cancels at the gateway: the code that refuses them, their number, those whose answer is lost. */
export const gatewayCancels: { refusal: string | null; calls: number; lost: (() => void)[] | null } = {
  refusal: null,
  calls: 0,
  lost: null,
};
export const gateway: PaymentGateway = {
  health: () => 'well',
  confirm: async ({ paymentKey, orderId, amount }) => {
    held.set(paymentKey, held.get(paymentKey) ?? { orderId, amount, cancelled: 0 });
    return lookUp(paymentKey);
  },
  inquire: async ({ paymentKey }) => lookUp(paymentKey),
  cancel: async ({ paymentKey, amount, reason }): Promise<CancelAnswer> => {
    gatewayCancels.calls += 1;
    const money = held.get(paymentKey);
    const refused = (code: string): CancelAnswer => ({ kind: 'refused', code, message: `no: ${code}` });
    if (!money || reason.trim() === '') return refused('INVALID_REQUEST');
    if (gatewayCancels.refusal !== null) return refused(gatewayCancels.refusal);
    if (money.cancelled + amount > money.amount) return refused('NOT_CANCELABLE_AMOUNT');
    if (gatewayCancels.lost) {
      gatewayCancels.lost.push(() => {
        money.cancelled += amount;
      });
      return { kind: 'unknown', reason: 'TimeoutError' };
    }
    money.cancelled += amount;
    return { kind: 'cancelled', cancelledAmount: money.cancelled };
  },
};
function lookUp(paymentKey: string): GatewayAnswer {
  const money = held.get(paymentKey);
  if (!money) return { kind: 'not_found', code: 'NOT_FOUND_PAYMENT' };
  const { orderId, amount, cancelled: cancelledAmount } = money;
  return { kind: 'approved', paymentKey, orderId, amount, cancelledAmount, approvedAt: new Date(1_000) };
}
let news = 0;
export const nextEventId = () => {
  news += 1;
  return `evt_${news}`;
};
/** Gives money back at the gateway's own desk; its webhook arrives. */
export async function giveBackAtDesk(paymentKey: string, amount: number): Promise<void> {
  const money = held.get(paymentKey);
  if (!money) throw new Error(`the gateway holds nothing under ${paymentKey}`);
  money.cancelled += amount;
  const status = money.cancelled === money.amount ? 'CANCELED' : 'PARTIAL_CANCELED';
  await webhooks.receive({ id: nextEventId(), paymentKey, status });
}

export const blocked: string[] = [];
const ports = {
  store,
  gateway,
  cancellations: makeCancellationStore(db, newId),
  terms: { ...TERMS, queuedMs: TERMS.payingMs },
  slots: makeGatewaySlots(1),
  batchSize: 100,
  times: { leaseMs: 0, sessionMs: 600_000 },
  onBlocked: ({ id }: { id: string }, { code }: { code: string }) => void blocked.push(`${id} ${code}`),
};
export const pay = makePayReservation(ports);
export const cancel = makeCancelReservation(ports);
export const reconcile = makeReconcilePayments(ports);

beforeEach(() => {
  gatewayCancels.refusal = null;
  gatewayCancels.lost = null;
  gatewayCancels.calls = 0;
});
afterEach(async () => {
  expect(await audit(db, { overdueGraceSeconds: 3_600 })).toEqual([]);
});

/**
 * A reservation of one seat of 150,000 won, paid by the gateway. `days` before it starts: 40
 * without a fee, 2 with 30 %.
 */
export async function makePaid(days = 40) {
  const startsAt = new Date(Date.now() + days * DAY_MS);
  const sale = await makeSale(db, { seats: 20, startsAt });
  const accountId = await makeAccount(db);
  const hold = await makeHold(db, { sale, accountId, seatNumbers: [1] });
  const command = payByGateway(hold);
  expect(await pay(command)).toMatchObject({ status: 'succeeded' });
  return { sale, accountId, hold, paymentKey: command.payload.paymentKey };
}
type Paid = Awaited<ReturnType<typeof makePaid>>;

export const lookAt = async ({ hold, sale }: Paid) => {
  const detail = await reservations.find(hold.accountId, hold.id);
  const [seat] = await db.query<{ sold: boolean }>(
    'select sold from seats where performance_id = $1 and seat_number = 1',
    [sale.performanceId],
  );
  const [payment] = detail?.payments ?? [];
  return {
    reservation: detail?.reservation.status,
    sold: seat?.sold,
    payment: payment?.status,
    refunded: payment?.refundedAmount,
  };
};
export const ENDED = { reservation: 'cancelled', sold: false, payment: 'cancelled', refunded: 150_000 };
export const stuckOf = async ({ hold }: Pick<Paid, 'hold'>) =>
  (await desk.list({ after: null, limit: 100 })).items.filter((item) => item.reservationId === hold.id);
export const balanceOf = async (account: string, { paymentKey }: Pick<Paid, 'paymentKey'>) => {
  const [row] = await db.query<{ amount: number }>(
    `select coalesce(sum(e.amount), 0)::bigint as amount from ledger_entries e join ledger_transfers t on t.id = e.transfer_id
     where e.ledger_account = $1 and exists (select from payments p left join refunds f on f.payment_id = p.id
       where p.payment_key = $2 and t.reference in (p.id, f.id))`,
    [account, paymentKey],
  );
  return row?.amount;
};
export const auditNames = async () =>
  (await audit(db, { overdueGraceSeconds: 3_600 })).map(({ check }) => check);

/** Ends what a test leaves to a person, so that the next one finds clean books. */
export async function settleAll(): Promise<void> {
  const clerk = await makeClerk(db);
  for (const { id } of (await desk.list({ after: null, limit: 100 })).items)
    await desk.settle(id, clerk, BY_HAND);
}

/** A payment that is captured after its hold ran out and somebody else has the seat. */
export async function makeLate(saleOptions: { saleClosesAt?: Date } = {}, rival = true) {
  const sale = await makeSale(db, { seats: 20, ...saleOptions });
  const accountId = await makeAccount(db);
  const hold = await makeHold(db, { sale, accountId, seatNumbers: [1], expiresInMs: 300 });
  const command = payByGateway(hold);
  const claim = await store.claimReservation(command, { payingMs: 1, checkAfterMs: 0, sent: true });
  if (claim.kind !== 'claimed') throw new Error('not claimed');
  await vi.waitFor(async () => {
    await makeExpiryStore(db, 0).expireOverdue(10, []);
    expect((await reservations.find(accountId, hold.id))?.reservation.status).toBe('expired');
  }, 5_000);
  if (rival) await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [1] });
  const { paymentKey } = command.payload;
  held.set(paymentKey, { orderId: hold.id, amount: hold.totalAmount, cancelled: 0 });
  return { sale, accountId, hold, paymentKey, command };
}

/**
 * Plans what the events of a reservation and of its refunds call for, and answers the mails and
 * texts, with the refund that they name.
 */
export async function tellFan({ hold }: Pick<Paid, 'hold'>): Promise<readonly string[]> {
  await db.query(`update accounts set phone = '+821012345678', locale = 'en' where id = $1`, [
    hold.accountId,
  ]);
  const events = await db.query<RecordedEvent>(
    `select stream || '.' || version as id, stream, version, type, occurred_at as "occurredAt" from domain_events
     where type = any($1) and (stream = $2 or stream in (select f.id from refunds f join payments p on p.id = f.payment_id
       where p.reservation_id = $2))`,
    [NOTICE_EVENT_TYPES, hold.id],
  );
  const notices = makeNotificationStore(db);
  await notices.plan(noticesOf(events));
  const keys = await notices.plan(noticesOf(events));
  const claims = await Promise.all(keys.map(async (key) => [key, await notices.claim(key, 60_000)] as const));
  return claims.map(([{ channel }, claim]) => {
    if (claim.kind !== 'claimed' || isAboutAccount(claim.facts)) throw new Error(claim.kind);
    const refund = 'refundAmount' in claim.facts ? claim.facts.refundAmount : 0;
    return `${channel} ${claim.facts.template}: ${refund}`;
  });
}
