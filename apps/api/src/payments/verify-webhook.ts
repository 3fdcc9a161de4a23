import { paymentKey } from '@concert-mania/core/payments/commands';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';

export interface VerifiedWebhook {
  readonly id: string;
  readonly paymentKey: string | null;
  /** The payment's status at the gateway. */
  readonly status: string | null;
}

/** Null unless the delivery was signed with one of our secrets within the last five minutes. */
export type VerifyWebhook = (
  body: string,
  header: (name: string) => string | undefined,
) => VerifiedWebhook | null;

const SIGNED_HEADERS = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;
const MAX_ID_LENGTH = 200;
const content = z.object({ data: z.object({ paymentKey, status: z.string().max(50).nullish() }) });

/** Checks signatures after Standard Webhooks 1.0, over the raw body. Several secrets: while one replaces another. */
export function makeVerifyWebhook(secrets: readonly string[]): VerifyWebhook {
  const verifiers = secrets.map((secret) => new Webhook(secret, { format: 'raw' }));
  return (body, header) => {
    const headers = Object.fromEntries(SIGNED_HEADERS.map((name) => [name, header(name) ?? '']));
    const id = header('webhook-id') ?? '';
    if (id === '' || id.length > MAX_ID_LENGTH) return null;
    for (const verifier of verifiers) {
      try {
        const parsed = content.safeParse(verifier.verify(body, headers));
        const { paymentKey = null, status = null } = parsed.success ? parsed.data.data : {};
        return { id, paymentKey, status };
      } catch {
        // Another secret may fit.
      }
    }
    return null;
  };
}
