import { type Send, sleep, withRetries, withTimeout } from '@concert-mania/client/send';
import { z } from 'zod';
import { type GatewayItem, gatewayLedger } from './proof/gateway-books.ts';

const checkedOut = z.object({ paymentKey: z.string() });
const TIMEOUT_MS = 10_000;
const MOST_TRIES = 6;

/** The payment window of the mock gateway, and its books. */
export const makeGateway = (
  url: string,
  signal: AbortSignal,
  fetchOnce: Send = (request) => fetch(request),
) => {
  const send = withRetries(withTimeout(fetchOnce, TIMEOUT_MS), { mostTries: MOST_TRIES, pause: sleep });
  const ask = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const answer = await send(new Request(`${url}${path}`, { ...init, signal }));
    if (!answer.ok) throw new Error(`the gateway answered ${answer.status} to ${path}`);
    return answer.json();
  };
  return {
    checkOut: async (orderId: string, amount: number, scenario: string): Promise<string> => {
      const body = JSON.stringify({ orderId, amount, scenario });
      // The key allows retries: a second window for an order does no harm.
      const headers = { 'content-type': 'application/json', 'idempotency-key': orderId };
      return checkedOut.parse(await ask('/mock/checkout', { method: 'POST', headers, body })).paymentKey;
    },
    readLedger: async (): Promise<readonly GatewayItem[]> =>
      gatewayLedger.parse(await ask('/mock/ledger')).items,
  };
};
