import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, failure, failureOf, paymentBody, type Reaction } from './answers.ts';
import type { Book, PaymentRecord } from './book.ts';
import { type Keep, type Keyed, makeOnce } from './once.ts';
import { parseScenario, type Scenario } from './scenario.ts';

export interface DeskOptions {
  readonly book: Book;
  readonly now: () => number;
  readonly newToken: (prefix: string) => string;
  /** True if webhooks are sent. */
  readonly tellsNews: boolean;
  /** The time to confirm a payment after its checkout. */
  readonly sessionMs: number;
  readonly closing: AbortSignal;
}

/** The decisions of a person about a payment, and the scenario of each. */
export const DECISIONS = { approve: 'approve', decline: 'decline', delay: 'delay:5000' } as const;
export type Decision = keyof typeof DECISIONS;

export interface Confirmation {
  readonly paymentKey: string;
  readonly orderId: string;
  readonly amount: number;
}

export interface Cancellation {
  readonly paymentKey: string;
  readonly cancelReason: string;
  /** Omitted: the whole rest. */
  readonly cancelAmount?: number | undefined;
}

/** Opens, confirms, finds and cancels payments, each by its scenario. */
export function makeDesk(options: DeskOptions) {
  const { book, now, newToken } = options;
  const once = makeOnce(book);
  const waiting = makeWaitingRoom(options.closing);
  return {
    /** Decides about an unconfirmed payment or a waiting confirmation. False if there is none. */
    decide: (paymentKey: string, decision: Decision): boolean => {
      const decided = book.setScenario(paymentKey, DECISIONS[decision]);
      if (decided) waiting.wake(paymentKey);
      return decided;
    },
    /** True if a confirmation of this payment waits for a person. */
    isWaiting: waiting.has,
    open: (request: { orderId: string; amount: number; scenario: string }): string => {
      const paymentKey = newToken('pk');
      book.addPayment({ ...request, paymentKey, requestedAt: now() });
      return paymentKey;
    },
    find: (payment: PaymentRecord | undefined): Answer => {
      if (!payment) return failure('NOT_FOUND_PAYMENT');
      const current = expireOverdue(options, payment);
      return ok(paymentBody(current, book.cancelsOf(current.paymentKey)));
    },
    confirm: (request: Confirmation, key: Keyed): Promise<Reaction> =>
      once(key, (keep) => confirm(options, waiting, request, keep)),
    cancel: (request: Cancellation, key: Keyed): Promise<Reaction> =>
      once(key, async (keep) => cancel(options, request, { keep, atDesk: key.idempotencyKey === null })),
  };
}

export type Desk = ReturnType<typeof makeDesk>;

type WaitingRoom = ReturnType<typeof makeWaitingRoom>;

/** Confirmations that wait for a person, by payment. They end with the process; payments stay. */
function makeWaitingRoom(closing: AbortSignal) {
  const wakers = new Map<string, AbortController>();
  return {
    has: (paymentKey: string): boolean => wakers.has(paymentKey),
    wake: (paymentKey: string): void => {
      wakers.get(paymentKey)?.abort();
      wakers.delete(paymentKey);
    },
    until: async (paymentKey: string): Promise<void> => {
      const waker = wakers.get(paymentKey) ?? new AbortController();
      wakers.set(paymentKey, waker);
      const decided = AbortSignal.any([waker.signal, closing]);
      await new Promise<void>((resolve) =>
        decided.addEventListener('abort', () => resolve(), { once: true }),
      );
      closing.throwIfAborted();
    },
  };
}

async function confirm(
  options: DeskOptions,
  waiting: WaitingRoom,
  request: Confirmation,
  keep: Keep,
): Promise<Reaction> {
  const { book, now } = options;
  const found = book.findPayment(request.paymentKey);
  if (!found) return keep(failure('NOT_FOUND_PAYMENT'));
  const payment = expireOverdue(options, found);
  const refusal = refuseConfirmation(payment, request);
  if (refusal) return keep(refusal);

  const capture = (): Answer =>
    book.transaction(() => {
      // A request with another key may have been faster.
      const current = book.findPayment(request.paymentKey) ?? payment;
      const late = refuseConfirmation(current, request);
      if (late) return keep(late);
      return keep(ok(saveAndTell(options, { ...current, status: 'DONE', approvedAt: now() })));
    });
  const abort = (failureCode: string): void => {
    saveAndTell(options, { ...payment, status: 'ABORTED', failureCode });
  };

  const scenario = scenarioOf(payment);
  switch (scenario.kind) {
    case 'approve':
    case 'duplicate_webhook':
    case 'late_webhook':
    case 'cancel_timeout':
    case 'cancel_refused':
    case 'cancel_error':
      return capture();
    case 'decline':
      return book.transaction(() => {
        abort('REJECT_CARD_COMPANY');
        return keep(failure('REJECT_CARD_COMPANY'));
      });
    case 'timeout':
      book.transaction(() => abort('PROVIDER_TIMEOUT'));
      return { kind: 'silence' };
    case 'drop_after_commit':
      capture();
      return { kind: 'cut' };
    case 'manual':
      await waiting.until(payment.paymentKey);
      return confirm(options, waiting, request, keep);
    case 'delay':
      await delay(scenario.ms, undefined, { signal: options.closing });
      return capture();
    case 'error_then_approve':
      if (payment.confirmErrors >= scenario.times) return capture();
      book.savePayment({ ...payment, confirmErrors: payment.confirmErrors + 1 });
      return failure('FAILED_INTERNAL_SYSTEM_PROCESSING');
    default:
      return scenario satisfies never;
  }
}

/** `atDesk`: made by a person at the gateway, without an idempotency key. */
interface CancelTerms {
  readonly keep: Keep;
  readonly atDesk: boolean;
}

function cancel(options: DeskOptions, request: Cancellation, { keep, atDesk }: CancelTerms): Reaction {
  const { book, now, newToken } = options;
  const { paymentKey } = request;
  const payment = book.findPayment(paymentKey);
  if (!payment) return keep(failure('NOT_FOUND_PAYMENT'));
  const amount = request.cancelAmount ?? payment.balance;
  const refusal = refuseCancel(payment, amount);
  if (refusal) return keep(refusal);
  const scenario = scenarioOf(payment);
  if (scenario.kind === 'cancel_refused' && !atDesk) return keep(failure('NOT_CANCELABLE_PAYMENT'));
  if (scenario.kind === 'cancel_error' && payment.cancelErrors < scenario.times) {
    book.savePayment({ ...payment, cancelErrors: payment.cancelErrors + 1 });
    return failure('FAILED_INTERNAL_SYSTEM_PROCESSING');
  }
  const first = book.cancelsOf(paymentKey).length === 0;
  const answer = book.transaction(() => {
    const transactionKey = newToken('txn');
    const canceledAt = now();
    book.addCancel({ transactionKey, paymentKey, amount, reason: request.cancelReason, canceledAt });
    const balance = payment.balance - amount;
    const status = balance === 0 ? 'CANCELED' : 'PARTIAL_CANCELED';
    return keep(ok(saveAndTell(options, { ...payment, balance, status })));
  });
  return scenario.kind === 'cancel_timeout' && first ? { kind: 'silence' } : answer;
}

const ok = (body: object): Answer => ({ kind: 'answer', status: 200, body });

const scenarioOf = (payment: PaymentRecord): Scenario =>
  parseScenario(payment.scenario) ?? { kind: 'approve' };

/** Saves a payment and its webhook in the caller's transaction. Returns the webhook's content. */
function saveAndTell(options: DeskOptions, payment: PaymentRecord): object {
  const { book, now, newToken } = options;
  book.savePayment(payment);
  const data = paymentBody(payment, book.cancelsOf(payment.paymentKey));
  if (!options.tellsNews) return data;
  const scenario = scenarioOf(payment);
  const createdAt = new Date(now()).toISOString();
  book.addWebhook({
    id: newToken('evt'),
    payload: JSON.stringify({ eventType: 'PAYMENT_STATUS_CHANGED', createdAt, data }),
    dueAt: now() + (scenario.kind === 'late_webhook' ? scenario.ms : 0),
    copies: scenario.kind === 'duplicate_webhook' ? 2 : 1,
  });
  return data;
}

function expireOverdue({ book, now, sessionMs }: DeskOptions, payment: PaymentRecord): PaymentRecord {
  if (payment.status !== 'IN_PROGRESS' || now() < payment.requestedAt + sessionMs) return payment;
  const expired: PaymentRecord = { ...payment, status: 'EXPIRED' };
  book.savePayment(expired);
  return expired;
}

function refuseConfirmation(payment: PaymentRecord, request: Confirmation): Answer | null {
  if (payment.orderId !== request.orderId || payment.amount !== request.amount) {
    return failure('INVALID_REQUEST');
  }
  switch (payment.status) {
    case 'IN_PROGRESS':
      return null;
    case 'ABORTED':
      return failureOf(payment.failureCode);
    case 'EXPIRED':
      return failure('NOT_FOUND_PAYMENT_SESSION');
    case 'DONE':
    case 'CANCELED':
    case 'PARTIAL_CANCELED':
      return failure('ALREADY_PROCESSED_PAYMENT');
    default:
      return payment.status satisfies never;
  }
}

function refuseCancel(payment: PaymentRecord, amount: number): Answer | null {
  if (payment.status === 'CANCELED') return failure('ALREADY_CANCELED_PAYMENT');
  if (payment.status !== 'DONE' && payment.status !== 'PARTIAL_CANCELED') {
    return failure('NOT_CANCELABLE_PAYMENT');
  }
  return amount > payment.balance ? failure('NOT_CANCELABLE_AMOUNT') : null;
}
