/**
 * A payment gateway without a database, in the form of Toss Payments. The payment key says how long
 * a confirmation takes: `pk_<milliseconds>_…`. A signed webhook follows each capture,
 * again until accepted, at most five times.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { webhookKey } from '@concert-mania/runtime/settings/webhook-secret';
import type { GatewayMessage, GatewayOrder } from './gateway.ts';

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
const counts = { calls: 0, webhooks: 0, unsent: 0 };
let receiver: { readonly url: string; readonly key: Buffer } | undefined;

const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, response) => {
  answer(incoming, response).catch((error: unknown) => {
    console.error(error);
    response.writeHead(500).end();
  });
});

async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, , resource, first = '', second] = (incoming.url ?? '').split('?')[0]?.split('/') ?? [];
  if (resource === 'transactions') return send(response, 200, []);
  counts.calls += 1;
  if (incoming.method === 'GET') {
    const key = first === 'orders' ? byOrder.get(second ?? '') : first;
    return sendPayment(response, payments.get(key ?? ''));
  }
  const body = (await json(incoming)) as Record<string, unknown>;
  if (first === 'confirm') return sendPayment(response, await confirm(body));
  const found = payments.get(first);
  return sendPayment(response, found && cancel(found, Number(body.cancelAmount ?? found.balanceAmount)));
}

async function confirm(body: Record<string, unknown>): Promise<Payment> {
  const paymentKey = String(body.paymentKey);
  const latencyMs = Number(paymentKey.split('_')[1]);
  if (latencyMs > 0) await pause(latencyMs);
  const known = payments.get(paymentKey);
  if (known) return known;
  const [totalAmount, orderId] = [Number(body.amount), String(body.orderId)];
  const approvedAt = new Date().toISOString();
  byOrder.set(orderId, paymentKey);
  return save({ paymentKey, orderId, totalAmount, balanceAmount: totalAmount, status: 'DONE', approvedAt });
}

function cancel(payment: Payment, amount: number): Payment {
  const balanceAmount = payment.balanceAmount - amount;
  return save({ ...payment, balanceAmount, status: balanceAmount === 0 ? 'CANCELED' : 'PARTIAL_CANCELED' });
}

function save(payment: Payment): Payment {
  payments.set(payment.paymentKey, payment);
  void deliver(payment);
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

const MOST_TRIES = 5;
const RETRY_MS = 500;
const agent = new Agent({ keepAlive: true, maxSockets: 20 });

async function deliver(data: Payment): Promise<void> {
  counts.unsent += 1;
  const id = `evt_${randomUUID()}`;
  const createdAt = new Date().toISOString();
  const body = JSON.stringify({ eventType: 'PAYMENT_STATUS_CHANGED', createdAt, data });
  let accepted = false;
  for (let tries = 1; !accepted && tries <= MOST_TRIES; tries += 1) {
    if (tries > 1) await pause(RETRY_MS * (tries - 1));
    accepted = await post(id, body);
  }
  if (accepted) counts.webhooks += 1;
  counts.unsent -= 1;
}

function post(id: string, body: string): Promise<boolean> {
  if (!receiver) return Promise.resolve(false);
  const { url, key } = receiver;
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
  return new Promise((resolve) => {
    const call = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode === 200));
    });
    call.once('error', () => resolve(false));
    call.end(body);
  });
}

const tell = (message: GatewayMessage) => process.send?.(message);

process.on('message', (order: GatewayOrder) => {
  if (order === 'count') tell(counts);
  else receiver = { url: order.url, key: webhookKey(order.secret) };
});
process.once('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => tell((server.address() as AddressInfo).port));
