import { onTestFinished } from 'vitest';
import { startMockGateway } from '../server.ts';

export const SECRET_KEY = 'test-gateway-secret-key-of-32-characters';
export const WEBHOOK_SECRET = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3';
export const SHOP = 'https://shop.example';
export const AMOUNT = 120_000;

export const silent = { warn: () => undefined, error: () => undefined };
export let serial = 0;
export const unique = (name: string): string => `${name}-${++serial}`;

export interface Body {
  readonly paymentKey: string;
  readonly status: string;
  readonly code: string;
  readonly items: readonly { readonly type: string; readonly amount: number }[];
}

export interface StartOptions {
  readonly file?: string;
  readonly sessionMs?: number;
  readonly webhookUrl?: string;
}

export async function startServer(options: StartOptions = {}) {
  const gateway = await startMockGateway({
    host: '127.0.0.1',
    port: 0,
    file: options.file ?? ':memory:',
    secretKey: SECRET_KEY,
    returnOrigins: [SHOP],
    sessionMs: options.sessionMs ?? 600_000,
    webhook: options.webhookUrl ? { url: options.webhookUrl, secret: WEBHOOK_SECRET } : null,
    log: silent,
  });
  const authorization = `Basic ${Buffer.from(`${SECRET_KEY}:`).toString('base64')}`;
  const send = async (
    path: string,
    body?: object,
    headers: Record<string, string> = {},
    timeoutMs = 5_000,
  ) => {
    const response = await fetch(new URL(path, gateway.url), {
      method: body ? 'POST' : 'GET',
      headers: { authorization, 'content-type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, body: (await response.json()) as Body };
  };
  return {
    stop: gateway.stop,
    send,
    url: gateway.url,
    checkout: async (scenario: string, orderId = unique('order')) => {
      const { body } = await send('/mock/checkout', { orderId, amount: AMOUNT, scenario });
      return { paymentKey: body.paymentKey, orderId, amount: AMOUNT };
    },
    confirm: (order: object, key: string, timeoutMs?: number) =>
      send('/v1/payments/confirm', order, { 'idempotency-key': key }, timeoutMs),
    cancel: (paymentKey: string, body: object, key: string, timeoutMs?: number) =>
      send(`/v1/payments/${paymentKey}/cancel`, body, { 'idempotency-key': key }, timeoutMs),
    ledger: async () => (await send('/mock/ledger')).body.items,
  };
}

export async function start(options: StartOptions = {}) {
  const gateway = await startServer(options);
  onTestFinished(gateway.stop);
  return gateway;
}
