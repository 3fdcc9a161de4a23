import type {
  CancelAnswer,
  GatewayAnswer,
  PaymentGateway,
} from '@concert-mania/core/payments/gateway/gateway';
import {
  type HttpExchange,
  type HttpRequest,
  openHttpExchange,
} from '@concert-mania/runtime/http/http-exchange';
import { inSpan, markFailed } from '@concert-mania/runtime/tracing/in-span';
import { activeTraceparent } from '@concert-mania/runtime/tracing/trace-context';
import { z } from 'zod';
import type { GatewayCircuit } from './gateway-circuit.ts';
import { meaningOf, refusesCancel, refusesUs } from './gateway-codes.ts';

export interface GatewayClientOptions {
  readonly url: string;
  readonly secretKey: string;
  readonly timeoutMs: number;
  readonly circuit: GatewayCircuit;
  /** Ends running calls with an answer of kind `unknown`. */
  readonly closing: AbortSignal;
  /** Called after every call. */
  readonly onCall?: (call: GatewayCall) => void;
  /** Called for refusals that concern no card: a wrong key, or a malformed request. */
  readonly onRefused?: (operation: Operation, status: number, code: string) => void;
}

export interface GatewayCall {
  readonly operation: Operation;
  /** Undefined for an inquiry about a payment that is unknown here. */
  readonly paymentId: string | undefined;
  /** The kind of the answer. */
  readonly kind: Reply['kind'] | 'not_tried';
  readonly durationMs: number;
}

export const OPERATIONS = ['confirm', 'inquire', 'cancel'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** The fields of a Toss Payments `Payment` (core API, version 2022-11-16) that concern money. */
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

/** Statuses that say nothing about the money: too early, too often, or already under way. */
const UNDECIDED_STATUSES = new Set([408, 409, 425, 429]);
const TOO_MANY_REQUESTS = 429;

type Reply =
  | { readonly kind: 'payment'; readonly payment: PaymentBody }
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly code: string;
      readonly message: string;
      readonly gatewayFailed: boolean;
    }
  /** `gatewayFailed`: gateway or network failed. `slowDownMs`: it works, but asks for a pause. */
  | {
      readonly kind: 'unknown';
      readonly reason: string;
      readonly gatewayFailed: boolean;
      readonly slowDownMs?: number;
    };

/** A client for gateways with the API of Toss Payments. Every failure is an `unknown` answer. */
export function makeGatewayClient(options: GatewayClientOptions): PaymentGateway {
  const call = makeCall(options);
  return {
    health: () => options.circuit.health(),
    confirm: async ({ paymentId, paymentKey, orderId, amount, idempotencyKey }) => {
      const body = { paymentKey, orderId, amount };
      return toAnswer(
        paymentKey,
        await call('confirm', paymentId, '/v1/payments/confirm', { body, idempotencyKey }),
      );
    },
    inquire: async ({ paymentId, paymentKey, orderId }) => {
      const byKey = toAnswer(paymentKey, await call('inquire', paymentId, paymentPath(paymentKey)));
      if (orderId === undefined || (byKey.kind !== 'not_found' && byKey.kind !== 'unknown')) return byKey;
      const byOrder = await call('inquire', paymentId, `/v1/payments/orders/${encodeURIComponent(orderId)}`);
      // The payment of another key for the same order says nothing about this one.
      if (byOrder.kind === 'payment' && byOrder.payment.paymentKey !== paymentKey) return byKey;
      const answer = toAnswer(paymentKey, byOrder);
      return answer.kind === 'not_found' ? byKey : answer;
    },
    cancel: async ({ paymentId, paymentKey, amount, reason, idempotencyKey }): Promise<CancelAnswer> => {
      const body = { cancelReason: reason, cancelAmount: amount };
      const reply = await call('cancel', paymentId, `${paymentPath(paymentKey)}/cancel`, {
        body,
        idempotencyKey,
      });
      if (reply.kind === 'payment' && reply.payment.paymentKey !== paymentKey) return ANOTHER_PAYMENT;
      if (reply.kind === 'payment') {
        const { totalAmount, balanceAmount } = reply.payment;
        return { kind: 'cancelled', cancelledAmount: totalAmount - balanceAmount };
      }
      if (reply.kind === 'error' && refusesCancel(reply.status, reply.code)) {
        return { kind: 'refused', code: reply.code, message: reply.message };
      }
      if (reply.kind === 'error') return { kind: 'unknown', reason: reply.code };
      return { kind: 'unknown', reason: reply.reason };
    },
  };
}

function paymentPath(paymentKey: string): string {
  // Even encoded, only these keys could change the path. The API accepts no key with a dot.
  if (paymentKey === '.' || paymentKey === '..')
    throw new Error(`payment key '${paymentKey}' would change the path`);
  return `/v1/payments/${encodeURIComponent(paymentKey)}`;
}

const ANOTHER_PAYMENT = { kind: 'unknown', reason: 'the answer is about another payment' } as const;
const NOT_TRIED: Reply = { kind: 'unknown', reason: 'the gateway is away', gatewayFailed: true };

function makeCall(options: GatewayClientOptions) {
  const { url, secretKey, timeoutMs, circuit, closing, onCall } = options;
  const exchange = openHttpExchange({ timeoutMs, closing });
  const authorization = `Basic ${Buffer.from(`${secretKey}:`).toString('base64')}`;
  return async (
    operation: Operation,
    paymentId: string | undefined,
    path: string,
    post?: { readonly body: object; readonly idempotencyKey: string },
  ): Promise<Reply> => {
    const startedMs = performance.now();
    const reply = await circuit.run(() =>
      sendInSpan(exchange, operation, new URL(path, url), {
        method: post ? 'POST' : 'GET',
        headers: {
          authorization,
          ...(post && { 'content-type': 'application/json', 'idempotency-key': post.idempotencyKey }),
        },
        ...(post && { body: JSON.stringify(post.body) }),
      }),
    );
    const durationMs = performance.now() - startedMs;
    onCall?.({ operation, paymentId, kind: reply?.kind ?? 'not_tried', durationMs });
    if (reply?.kind === 'error' && (reply.gatewayFailed || meaningOf(reply.code) === 'unknown')) {
      options.onRefused?.(operation, reply.status, reply.code);
    }
    return reply ?? NOT_TRIED;
  };
}

/** Sends a request with the trace that it belongs to. Its path is not recorded: it has a key. */
function sendInSpan(
  exchange: HttpExchange,
  operation: Operation,
  url: URL,
  request: HttpRequest,
): Promise<Reply> {
  const attributes = () => ({
    'http.request.method': request.method,
    'server.address': url.hostname,
    ...(url.port && { 'server.port': Number(url.port) }),
    'concert_mania.gateway.operation': operation,
  });
  return inSpan(`gateway ${operation}`, { kind: 'client', attributes }, async (span) => {
    const traceparent = activeTraceparent();
    const headers = { ...request.headers, ...(traceparent && { traceparent }) };
    const reply = await send(exchange, url, { ...request, headers });
    span.setAttribute('concert_mania.gateway.answer', reply.kind);
    if (reply.kind === 'unknown') markFailed(span, reply.reason);
    if (reply.kind === 'error') span.setAttribute('http.response.status_code', reply.status);
    return reply;
  });
}

async function send(exchange: HttpExchange, url: URL, request: HttpRequest): Promise<Reply> {
  try {
    const { status, headers, text } = await exchange(url, request);
    const body: unknown = JSON.parse(text);
    if (status >= 200 && status < 300) {
      const payment = paymentBody.safeParse(body);
      if (payment.success) return { kind: 'payment', payment: payment.data };
      return { kind: 'unknown', reason: 'not a payment', gatewayFailed: true };
    }
    const { code, message } = errorBody.safeParse(body).data ?? { code: null, message: '' };
    if (code === null || status >= 500 || UNDECIDED_STATUSES.has(status)) {
      const gatewayFailed = status >= 500 || refusesUs(status, code);
      const slowDown = status === TOO_MANY_REQUESTS && { slowDownMs: retryAfterMs(headers['retry-after']) };
      return { kind: 'unknown', reason: `status ${status}`, gatewayFailed, ...slowDown };
    }
    return { kind: 'error', status, code, message, gatewayFailed: refusesUs(status, code) };
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'no answer';
    return { kind: 'unknown', reason, gatewayFailed: true };
  }
}

const LEAST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

function retryAfterMs(header: string | undefined): number {
  const seconds = Number(header ?? Number.NaN);
  const askedMs = Number.isFinite(seconds) ? seconds * 1_000 : 0;
  return Math.min(Math.max(askedMs, LEAST_PAUSE_MS), LONGEST_PAUSE_MS);
}

function toAnswer(askedFor: string, reply: Reply): GatewayAnswer {
  if (reply.kind === 'unknown') return { kind: 'unknown', reason: reply.reason };
  if (reply.kind === 'error') {
    const { code } = reply;
    const meaning = meaningOf(code);
    return meaning === 'unknown' ? { kind: 'unknown', reason: code } : { kind: meaning, code };
  }
  if (reply.payment.paymentKey !== askedFor) return ANOTHER_PAYMENT;
  const { paymentKey, orderId, status, totalAmount, balanceAmount, approvedAt, failure } = reply.payment;
  switch (status) {
    case 'READY':
    case 'IN_PROGRESS':
    case 'WAITING_FOR_DEPOSIT':
      return { kind: 'pending', paymentKey, orderId, amount: totalAmount };
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
