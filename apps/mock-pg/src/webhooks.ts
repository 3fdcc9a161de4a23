import { repeat } from '@concert-mania/runtime/async/repeat';
import { openHttpExchange } from '@concert-mania/runtime/http/http-exchange';
import { webhookKey } from '@concert-mania/runtime/settings/webhook-secret';
import { Webhook } from 'standardwebhooks';
import type { Book, WebhookRecord } from './book.ts';

export interface WebhookSenderOptions {
  readonly book: Pick<Book, 'dueWebhooks' | 'saveWebhook' | 'transaction'>;
  readonly url: string;
  readonly secret: string;
  readonly now: () => number;
  readonly log: { warn(fields: object, message: string): void };
}

const LOOK_EVERY_MS = 100;
const AT_ONCE = 20;
const TIMEOUT_MS = 3_000;
const MAX_ATTEMPTS = 6;
const BACKOFF_MS = 500;

/**
 * Delivers webhooks signed by Standard Webhooks 1.0. Repeats each with growing pauses until
 * accepted.
 */
export function startWebhookSender(options: WebhookSenderOptions): { stop(): Promise<void> } {
  const signer = new Webhook(webhookKey(options.secret), { format: 'raw' });

  const closing = new AbortController();
  const exchange = openHttpExchange({ timeoutMs: TIMEOUT_MS, closing: closing.signal });
  const url = new URL(options.url);

  const post = async ({ id, payload }: WebhookRecord): Promise<boolean> => {
    const at = new Date(options.now());
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': signer.sign(id, at, payload),
    };
    const answer = await exchange(url, { method: 'POST', headers, body: payload }).catch(() => null);
    return answer !== null && answer.status >= 200 && answer.status < 300;
  };

  /** The webhook after one try. */
  const deliver = async (webhook: WebhookRecord): Promise<WebhookRecord> => {
    if (await post(webhook)) return { ...webhook, copies: webhook.copies - 1 };
    if (closing.signal.aborted) return webhook;
    const attempts = webhook.attempts + 1;
    const givenUp = attempts >= MAX_ATTEMPTS;
    if (givenUp) options.log.warn({ id: webhook.id, attempts }, 'webhook given up');
    const dueAt = options.now() + BACKOFF_MS * 2 ** attempts;
    return { ...webhook, attempts, dueAt, copies: givenUp ? 0 : webhook.copies };
  };

  const sending = repeat({
    restMs: LOOK_EVERY_MS,
    onFailing: (err) => options.log.warn({ err }, 'sending webhooks failed'),
    round: async () => {
      const due = options.book.dueWebhooks(options.now(), AT_ONCE);
      if (due.length === 0) return undefined;
      const tried = await Promise.all(due.map(deliver));
      options.book.transaction(() => {
        for (const webhook of tried) options.book.saveWebhook(webhook);
      });
      return due.length === AT_ONCE ? 0 : undefined;
    },
  });
  return {
    stop: () => {
      closing.abort();
      return sending.stop();
    },
  };
}
