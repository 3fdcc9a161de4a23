import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const AT_ONCE = 20;
const MOST_TRIES = 5;
const RETRY_MS = 500;

/** Sends webhooks signed by Standard Webhooks 1.0, each until accepted, at most five times. */
export function makeWebhookSender(url: string, sign: (text: string) => string) {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const counts = { webhooks: 0, unsent: 0, webhooksLost: 0 };

  const post = (id: string, body: string): Promise<boolean> => {
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${sign(`${id}.${timestamp}.${body}`)}`,
    };
    return new Promise((resolve) => {
      const call = request(url, { method: 'POST', agent, headers }, (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode === 200));
      });
      call.once('error', () => resolve(false));
      call.end(body);
    });
  };
  const deliver = async (data: object): Promise<void> => {
    const id = `evt_${randomUUID()}`;
    const createdAt = new Date().toISOString();
    const body = JSON.stringify({ eventType: 'PAYMENT_STATUS_CHANGED', createdAt, data });
    for (let tries = 1; !(await post(id, body)); tries += 1) {
      if (tries === MOST_TRIES) {
        counts.webhooksLost += 1;
        return;
      }
      await pause(RETRY_MS * tries);
    }
    counts.webhooks += 1;
  };
  return {
    counts: () => ({ ...counts }),
    send: (data: object): void => {
      counts.unsent += 1;
      void deliver(data).finally(() => {
        counts.unsent -= 1;
      });
    },
  };
}
