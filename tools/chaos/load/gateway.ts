import { z } from 'zod';
import { draw, type Random } from '../../demo/random.ts';
import type { Recorder } from '../history/recorder.ts';
import { ask } from './ask.ts';
import type { FanClient } from './fan-client.ts';

export interface Gateway {
  /** Opens the payment window with a random scenario; null if the gateway does not answer. */
  checkOut(
    orderId: string,
    amount: number,
    random: Random,
  ): Promise<{ readonly paymentKey: string; readonly scenario: string } | null>;
  /** Opens a top-up order; null if the API does not answer. */
  orderTopUp(client: FanClient, amount: number): Promise<string | null>;
}

/** Scenarios of payments: mostly success, and every way in which a gateway can fail. */
const SCENARIOS = [
  [55, 'approve'],
  [10, 'decline'],
  [6, 'drop_after_commit'],
  [6, 'delay:800'],
  [3, 'delay:6000'],
  [6, 'error_then_approve:2'],
  [3, 'timeout'],
  [3, 'duplicate_webhook'],
  [3, 'late_webhook:2000'],
  [3, 'cancel_timeout'],
  [2, 'cancel_error:2'],
] as const;

const opened = z.object({ paymentKey: z.string() });
const ordered = z.object({ orderId: z.string() });

export const makeGateway = (url: string, recorder: Recorder): Gateway => ({
  checkOut: async (orderId, amount, random) => {
    const scenario = draw(random, SCENARIOS);
    const request = ask({
      method: 'POST',
      url: `${url}/mock/checkout`,
      body: { orderId, amount, scenario },
    });
    const answer = await recorder.record('checkout', request);
    return answer.kind === 'ok' ? { ...opened.parse(answer.body), scenario } : null;
  },
  orderTopUp: async (client, amount) => {
    const answer = await client.ask('top-up-order', {
      method: 'POST',
      path: '/v1/wallet/top-up-orders',
      body: { amount },
    });
    return answer.kind === 'ok' ? ordered.parse(answer.body).orderId : null;
  },
});
