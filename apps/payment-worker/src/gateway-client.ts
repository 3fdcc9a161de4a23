import type { CancelAnswer, GatewayAnswer, PaymentGateway } from '@concert-mania/core/payments/gateway';
import { z } from 'zod';
import type { GatewayCircuit } from './gateway-circuit.ts';

export interface GatewayClientOptions {
  readonly url: string;
  readonly secretKey: string;
  readonly timeoutMs: number;
  readonly circuit: GatewayCircuit;
  /** Ends calls under way, with an answer of kind `unknown`. */
  readonly closing: AbortSignal;
  /** Told of every call: what was asked, what kind of answer came, how long it took. */
  readonly onCall?: (operation: Operation, kind: string, durationMs: number) => void;
}

export type Operation = 'confirm' | 'inquire' | 'cancel';

/** The part of a Toss Payments `Payment` object (core API, version 2022-11-16) that decides about money. */
const paymentBody = z.object({
  paymentKey: z.string(),
  orderId: z.string(),
  status: z.enum([
    'READY',
    'IN_PROGRESS',
    'WAITING_FOR_DEPOSIT',
    'DONE',
    'CANCELED',
    'PARTIAL_CANCELED',
    'ABORTED',
    'EXPIRED',
  ]),
  totalAmount: z.int().nonnegative(),
  balanceAmount: z.int().nonnegative(),
  approvedAt: z.iso.datetime({ offset: true }).nullable(),
  failure: z.object({ code: z.string() }).nullish(),
});
type PaymentBody = z.infer<typeof paymentBody>;

const errorBody = z.object({ code: z.string(), message: z.string() });

/** Statuses that tell nothing about the money: ours to fix, too early, too often, or the gateway's own trouble. */
const UNDECIDED_STATUSES = new Set([401, 408, 409, 425, 429]);
const TOO_MANY_REQUESTS = 429;
/** Codes that tell nothing about the money although their status is a refusal. */
const UNDECIDED_CODES = new Set([
  'ALREADY_PROCESSED_PAYMENT',
  'ALREADY_PROCESSING_REQUEST',
  'FORBIDDEN_REQUEST',
  'PROVIDER_ERROR',
]);
const NOT_FOUND = 'NOT_FOUND_PAYMENT';

type Reply =
  | { readonly kind: 'payment'; readonly payment: PaymentBody }
  | { readonly kind: 'error'; readonly code: string; readonly message: string }
  /** `gatewayFailed`: it was the gateway, or the way to it, that gave no answer. */
  | { readonly kind: 'unknown'; readonly reason: string; readonly gatewayFailed: boolean };

/** Speaks to a gateway of the shape of Toss Payments. Whatever goes wrong on the way is an answer of kind `unknown`. */
export function makeGatewayClient(options: GatewayClientOptions): PaymentGateway {
  const call = makeCall(options);
  return {
    health: () => options.circuit.health(),
    confirm: async ({ paymentKey, orderId, amount, idempotencyKey }) => {
      const body = { paymentKey, orderId, amount };
      const reply = await call('confirm', '/v1/payments/confirm', { body, idempotencyKey });
      return toAnswer(reply);
    },
    inquire: async ({ paymentKey, orderId }) => {
      const byKey = toAnswer(await call('inquire', `/v1/payments/${encodeURIComponent(paymentKey)}`));
      if (byKey.kind !== 'not_found' && byKey.kind !== 'unknown') return byKey;
      const path = `/v1/payments/orders/${encodeURIComponent(orderId)}`;
      const byOrder = await call('inquire', path);
      // Another key's payment of the same order says nothing about this one.
      if (byOrder.kind === 'payment' && byOrder.payment.paymentKey !== paymentKey) return byKey;
      const answer = toAnswer(byOrder);
      return answer.kind === 'not_found' ? byKey : answer;
    },
    cancel: async ({ paymentKey, amount, reason, idempotencyKey }): Promise<CancelAnswer> => {
      const path = `/v1/payments/${encodeURIComponent(paymentKey)}/cancel`;
      const body = { cancelReason: reason, cancelAmount: amount };
      const reply = await call('cancel', path, { body, idempotencyKey });
      if (reply.kind === 'payment') {
        const { totalAmount, balanceAmount } = reply.payment;
        return { kind: 'cancelled', cancelledAmount: totalAmount - balanceAmount };
      }
      if (reply.kind === 'error') return { kind: 'refused', code: reply.code, message: reply.message };
      return { kind: 'unknown', reason: reply.reason };
    },
  };
}

const NOT_TRIED: Reply = { kind: 'unknown', reason: 'the gateway is away', gatewayFailed: true };

function makeCall({ url, secretKey, timeoutMs, circuit, closing, onCall }: GatewayClientOptions) {
  const authorization = `Basic ${Buffer.from(`${secretKey}:`).toString('base64')}`;
  return async (
    operation: Operation,
    path: string,
    post?: { readonly body: object; readonly idempotencyKey: string },
  ): Promise<Reply> => {
    const startedMs = performance.now();
    const reply = await circuit.run(() =>
      send(new URL(path, url), {
        method: post ? 'POST' : 'GET',
        headers: {
          authorization,
          ...(post && { 'content-type': 'application/json', 'idempotency-key': post.idempotencyKey }),
        },
        ...(post && { body: JSON.stringify(post.body) }),
        redirect: 'error',
        signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), closing]),
      }),
    );
    onCall?.(operation, reply?.kind ?? 'not_tried', performance.now() - startedMs);
    return reply ?? NOT_TRIED;
  };
}

async function send(url: URL, request: RequestInit): Promise<Reply> {
  try {
    const response = await fetch(url, request);
    const body: unknown = await response.json();
    if (response.ok) {
      const payment = paymentBody.safeParse(body);
      if (payment.success) return { kind: 'payment', payment: payment.data };
      return { kind: 'unknown', reason: 'not a payment', gatewayFailed: true };
    }
    const error = errorBody.safeParse(body);
    if (!error.success || response.status >= 500 || UNDECIDED_STATUSES.has(response.status)) {
      const gatewayFailed = response.status >= 500 || response.status === TOO_MANY_REQUESTS;
      return { kind: 'unknown', reason: `status ${response.status}`, gatewayFailed };
    }
    if (UNDECIDED_CODES.has(error.data.code)) {
      return { kind: 'unknown', reason: error.data.code, gatewayFailed: false };
    }
    return { kind: 'error', ...error.data };
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'no answer';
    return { kind: 'unknown', reason, gatewayFailed: true };
  }
}

function toAnswer(reply: Reply): GatewayAnswer {
  if (reply.kind === 'unknown') return { kind: 'unknown', reason: reply.reason };
  if (reply.kind === 'error') {
    return reply.code === NOT_FOUND ? { kind: 'not_found' } : { kind: 'declined', code: reply.code };
  }
  const { paymentKey, orderId, status, totalAmount, balanceAmount, approvedAt, failure } = reply.payment;
  switch (status) {
    case 'READY':
    case 'IN_PROGRESS':
    case 'WAITING_FOR_DEPOSIT':
      return { kind: 'pending' };
    case 'ABORTED':
    case 'EXPIRED':
      return { kind: 'declined', code: failure?.code ?? status };
    case 'DONE':
    case 'CANCELED':
    case 'PARTIAL_CANCELED':
      if (approvedAt === null) return { kind: 'unknown', reason: 'captured without a time' };
      return {
        kind: 'approved',
        paymentKey,
        orderId,
        amount: totalAmount,
        cancelledAmount: totalAmount - balanceAmount,
        approvedAt: new Date(approvedAt),
      };
    default:
      return status satisfies never;
  }
}
