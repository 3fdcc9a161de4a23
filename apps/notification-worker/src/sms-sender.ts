import { createHmac, randomBytes } from 'node:crypto';
import { normalisePhone } from '@concert-mania/core/identity/phone-number';
import { MessageRefused, type SendMessage } from '@concert-mania/core/notifications/ports';
import { toTextMessage } from '@concert-mania/core/notifications/text-message';
import type { Logger } from '@concert-mania/runtime/logger';
import { z } from 'zod';

export const SMS_TIMEOUT_MS = 4_000;
const SEND_PATH = '/messages/v4/send';

/** Codes that say that this message or its recipient is wrong. Any other fault may pass. */
const FINAL_CODES: readonly string[] = [
  'InvalidPhoneNumber',
  'BlockedNumber',
  'UnsubscribedNumber',
  'MessageTooLong',
];
const CODE = /^[A-Za-z0-9_]{1,40}$/;
const failure = z.object({ errorCode: z.string().regex(CODE) });
const acceptance = z.object({ messageId: z.string().max(200) });

export interface SmsGateway {
  readonly url: string;
  /** The key and its secret, separated by a colon. Only the key is sent. */
  readonly key: string;
  /** The number that texts come from, registered at the gateway. */
  readonly sender: string;
  readonly timeoutMs?: number;
}

/**
 * Sends text messages by a gateway of the SOLAPI kind. Throws `MessageRefused` if the gateway
 * refuses the recipient or the text. Log and errors have neither number nor text.
 */
export function makeSmsSender(gateway: SmsGateway, log: Pick<Logger, 'info'>): SendMessage {
  const url = `${gateway.url.replace(/\/$/, '')}${SEND_PATH}`;
  return async ({ id, to, text: written }) => {
    const { text, kind, bytes } = toTextMessage(written);
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: signature(gateway.key),
        'content-type': 'application/json',
        // A gateway that knows the header sends a repeated message once.
        'idempotency-key': id,
      },
      body: JSON.stringify({ message: { to: dialled(to), from: gateway.sender, type: kind, text } }),
      redirect: 'error',
      signal: AbortSignal.timeout(gateway.timeoutMs ?? SMS_TIMEOUT_MS),
    });
    const body = await answer.json().catch(() => null);
    const accepted = acceptance.safeParse(body);
    if (answer.ok && accepted.success) {
      log.info({ noticeId: id, kind, bytes, messageId: accepted.data.messageId }, 'text message accepted');
      return;
    }
    const code = failure.safeParse(body).data?.errorCode ?? 'no error code';
    const said = `the SMS gateway answered ${answer.status} (${code}) to notice ${id}`;
    throw FINAL_CODES.includes(code) ? new MessageRefused(said) : new Error(said);
  };
}

/** HMAC-SHA256 of the date and a salt, as SOLAPI specifies it. */
export function signature(keyAndSecret: string): string {
  const [key = '', secret = ''] = keyAndSecret.split(':');
  const date = new Date().toISOString();
  const salt = randomBytes(16).toString('hex');
  const digest = createHmac('sha256', secret)
    .update(date + salt)
    .digest('hex');
  return `HMAC-SHA256 apiKey=${key}, date=${date}, salt=${salt}, signature=${digest}`;
}

/** Korean numbers in their national form, digits only; others with + and their country. */
const dialled = (phone: string): string => (normalisePhone(phone) ?? phone).replace(/^\+82/, '0');
