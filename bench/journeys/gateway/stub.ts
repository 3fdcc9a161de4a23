/**
 * A payment gateway without a database, in the form of Toss Payments. The payment key says how long
 * a confirmation takes: `pk_<milliseconds>_…`. A signed webhook follows each capture.
 */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { webhookKey } from '@concert-mania/runtime/settings/webhook-secret';
import type { GatewayCounts, GatewayMessage, GatewayOrder } from './start-gateway.ts';
import { makeWebhookSender } from './webhook-sender.ts';

interface Payment {
  readonly paymentKey: string;
  readonly orderId: string;
  readonly totalAmount: number;
  readonly balanceAmount: number;
  readonly status: 'DONE' | 'CANCELED' | 'PARTIAL_CANCELED';
  readonly approvedAt: string;
}

const payments = new Map<string, Payment>();
const byOrder = new Map<string, string>();
const counts = { confirms: 0, inquiries: 0, cancels: 0, mostAtOnce: 0 };
let underWay = 0;
let webhooks: ReturnType<typeof makeWebhookSender> | undefined;

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  answer(request, response).catch((error: unknown) => {
    console.error(error);
    response.writeHead(500).end();
  });
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, , resource, first = '', second] = (request.url ?? '').split('?')[0]?.split('/') ?? [];
  if (resource === 'transactions') return send(response, 200, []);
  if (request.method === 'GET') {
    counts.inquiries += 1;
    const key = first === 'orders' ? byOrder.get(second ?? '') : first;
    return sendPayment(response, payments.get(key ?? ''));
  }
  const body = (await json(request)) as Record<string, unknown>;
  if (first === 'confirm') return sendPayment(response, await confirm(body));
  counts.cancels += 1;
  const found = payments.get(first);
  return sendPayment(response, found && cancel(found, Number(body.cancelAmount ?? found.balanceAmount)));
}

async function confirm(body: Record<string, unknown>): Promise<Payment> {
  const paymentKey = String(body.paymentKey);
  counts.confirms += 1;
  underWay += 1;
  counts.mostAtOnce = Math.max(counts.mostAtOnce, underWay);
  const latencyMs = Number(paymentKey.split('_')[1]);
  if (latencyMs > 0) await pause(latencyMs);
  underWay -= 1;
  const known = payments.get(paymentKey);
  if (known) return known;
  const amount = Number(body.amount);
  const orderId = String(body.orderId);
  byOrder.set(orderId, paymentKey);
  const approvedAt = new Date().toISOString();
  return save({
    paymentKey,
    orderId,
    totalAmount: amount,
    balanceAmount: amount,
    status: 'DONE',
    approvedAt,
  });
}

function cancel(payment: Payment, amount: number): Payment {
  const balanceAmount = payment.balanceAmount - amount;
  return save({ ...payment, balanceAmount, status: balanceAmount === 0 ? 'CANCELED' : 'PARTIAL_CANCELED' });
}

function save(payment: Payment): Payment {
  payments.set(payment.paymentKey, payment);
  webhooks?.send(payment);
  return payment;
}

const sendPayment = (response: ServerResponse, payment: Payment | undefined): void =>
  payment === undefined
    ? send(response, 404, { code: 'NOT_FOUND_PAYMENT', message: 'There is no such payment.' })
    : send(response, 200, payment);

function send(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': text.length });
  response.end(text);
}

process.on('message', (order: GatewayOrder) => {
  if (order.kind === 'webhooks') {
    const key = webhookKey(order.secret);
    const sign = (text: string) => createHmac('sha256', key).update(text).digest('base64');
    webhooks = makeWebhookSender(order.url, sign);
    return;
  }
  const sent = webhooks?.counts() ?? { webhooks: 0, unsent: 0, webhooksLost: 0 };
  tell({ kind: 'counts', counts: { ...counts, ...sent } satisfies GatewayCounts });
  counts.mostAtOnce = 0;
});
process.once('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => tell({ kind: 'port', port: (server.address() as AddressInfo).port }));

function tell(message: GatewayMessage): void {
  process.send?.(message);
}
