import { z } from 'zod';
import { type GatewayItem, gatewayLedger } from './proof/gateway-books.ts';

const checkedOut = z.object({ paymentKey: z.string() });
const TIMEOUT_MS = 10_000;

/** The payment window of the mock gateway, and its books. */
export const makeGateway = (url: string, signal: AbortSignal) => {
  const ask = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const answer = await fetch(`${url}${path}`, { ...init, signal: limit });
    if (!answer.ok) throw new Error(`the gateway answered ${answer.status} to ${path}`);
    return answer.json();
  };
  return {
    checkOut: async (orderId: string, amount: number, scenario: string): Promise<string> => {
      const body = JSON.stringify({ orderId, amount, scenario });
      const headers = { 'content-type': 'application/json' };
      return checkedOut.parse(await ask('/mock/checkout', { method: 'POST', headers, body })).paymentKey;
    },
    readLedger: async (): Promise<readonly GatewayItem[]> =>
      gatewayLedger.parse(await ask('/mock/ledger')).items,
  };
};
