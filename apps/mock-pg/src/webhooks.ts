import { repeat } from '@concert-mania/runtime/async/repeat';
import { webhookKey } from '@concert-mania/runtime/settings/webhook-secret';
import { Webhook } from 'standardwebhooks';
import type { Book, WebhookRecord } from './book.ts';

export interface WebhookSenderOptions {
  readonly book: Pick<Book, 'dueWebhooks' | 'saveWebhook'>;
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

  const post = async ({ id, payload }: WebhookRecord, stopping: AbortSignal): Promise<boolean> => {
    const at = new Date(options.now());
    try {
      const response = await fetch(options.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
          'webhook-signature': signer.sign(id, at, payload),
        },
        body: payload,
        redirect: 'error',
        signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), stopping]),
      });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  };

  const deliver = async (webhook: WebhookRecord, stopping: AbortSignal): Promise<void> => {
    if (await post(webhook, stopping)) {
      options.book.saveWebhook({ ...webhook, copies: webhook.copies - 1 });
      return;
    }
    if (stopping.aborted) return;
    const attempts = webhook.attempts + 1;
    const givenUp = attempts >= MAX_ATTEMPTS;
    if (givenUp) options.log.warn({ id: webhook.id, attempts }, 'webhook given up');
    const dueAt = options.now() + BACKOFF_MS * 2 ** attempts;
    options.book.saveWebhook({ ...webhook, attempts, dueAt, copies: givenUp ? 0 : webhook.copies });
  };

  return repeat({
    restMs: LOOK_EVERY_MS,
    onFailing: (err) => options.log.warn({ err }, 'sending webhooks failed'),
    round: async (stopping) => {
      const due = options.book.dueWebhooks(options.now(), AT_ONCE);
      await Promise.all(due.map((webhook) => deliver(webhook, stopping)));
    },
  });
}
