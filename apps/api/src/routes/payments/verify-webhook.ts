import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { paymentKey } from '@concert-mania/core/payments/commands';
import { webhookKey } from '@concert-mania/runtime/settings/webhook-secret';
import { z } from 'zod';

export interface VerifiedWebhook {
  readonly id: string;
  readonly paymentKey: string | null;
  /** The payment's status at the gateway. */
  readonly status: string | null;
}

/**
 * Headers of a delivery that may be signed: their form is valid, and the time is within five
 * minutes.
 */
export interface WebhookHeaders {
  readonly id: string;
  readonly timestamp: string;
  readonly signatures: readonly Buffer[];
}

export interface Webhooks {
  /** Null for invalid headers. The body is not needed. */
  readHeaders(header: (name: string) => string | undefined): WebhookHeaders | null;
  /** Null unless the body is signed with one of our secrets. */
  verify(body: string, headers: WebhookHeaders): VerifiedWebhook | null;
}

const MAX_ID_LENGTH = 200;
const TOLERANCE_SECONDS = 300;
const MAX_SIGNATURES = 10;
const VERSION = 'v1,';
const SIGNATURE_BYTES = 32;
const content = z.object({ data: z.object({ paymentKey, status: z.string().max(50).nullish() }) });

/** Checks signatures by Standard Webhooks 1.0 over the raw body. Several secrets allow a change. */
export function makeWebhooks(secrets: readonly string[], nowMs: () => number = Date.now): Webhooks {
  const keys = secrets.map((secret) => createSecretKey(webhookKey(secret)));
  return {
    readHeaders: (header) => {
      const [id = '', timestamp = ''] = [header('webhook-id'), header('webhook-timestamp')];
      if (id === '' || id.length > MAX_ID_LENGTH || !/^\d{1,15}$/.test(timestamp)) return null;
      if (Math.abs(nowMs() / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) return null;
      const signatures = readSignatures(header('webhook-signature') ?? '');
      return signatures.length > 0 ? { id, timestamp, signatures } : null;
    },
    verify: (body, { id, timestamp, signatures }) => {
      const isSigned = keys.some((key) => {
        const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
        return signatures.some((signature) => timingSafeEqual(signature, expected));
      });
      return isSigned ? { id, ...readContent(body) } : null;
    },
  };
}

const readSignatures = (header: string): readonly Buffer[] =>
  header
    .split(' ', MAX_SIGNATURES)
    .filter((part) => part.startsWith(VERSION))
    .map((part) => Buffer.from(part.slice(VERSION.length), 'base64'))
    .filter(({ length }) => length === SIGNATURE_BYTES);

/** The payment in signed content; empty if it names none. */
function readContent(body: string): Pick<VerifiedWebhook, 'paymentKey' | 'status'> {
  const parsed = content.safeParse(parseJson(body));
  const { paymentKey = null, status = null } = parsed.success ? parsed.data.data : {};
  return { paymentKey, status };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
