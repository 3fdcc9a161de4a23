import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Mailbox } from './mailbox.ts';

export const SMS_PATH = '/messages/v4/send';
/** The key of development and its secret. */
export const DEVELOPMENT_SMS_KEY = 'development-only-key:development-only-secret';
/** Texts whose repetition is noticed. */
const MOST_KNOWN = 10_000;
const MAX_TEXT_BYTES = 16 * 1_024;

const request = z.object({
  message: z.object({
    to: z.string().regex(/^\+?[0-9]{8,15}$/),
    from: z.string().regex(/^[0-9]{8,12}$/),
    type: z.enum(['SMS', 'LMS']),
    text: z.string().min(1),
  }),
});

type Answer = { readonly status: number; readonly body: object };
const refusal = (status: number, errorCode: string): Answer => ({ status, body: { errorCode } });

/** Numbers that fail: no phone has them, because 000 follows 010. */
export const FAILING_NUMBERS: Readonly<Record<string, string>> = {
  '01000000400': 'is refused as an invalid number',
  '01000000408': 'is answered after 10 seconds',
  '01000000429': 'is answered with 429, too many requests',
  '01000000500': 'is answered with 500',
};

async function failureOf(to: string): Promise<Answer | null> {
  switch (to) {
    case '01000000400':
      return refusal(400, 'InvalidPhoneNumber');
    case '01000000408':
      await pause(10_000, undefined, { ref: false });
      return null;
    case '01000000429':
      return refusal(429, 'TooManyRequests');
    case '01000000500':
      return refusal(500, 'InternalError');
    default:
      return null;
  }
}

/** A mock SMS gateway of the SOLAPI kind. It keeps the texts, a repeated one once. */
export function makeSmsGateway(mailbox: Mailbox, key = DEVELOPMENT_SMS_KEY) {
  const known = new Map<string, string>();
  const take = async (asked: IncomingMessage): Promise<Answer> => {
    if (!isSigned(asked.headers.authorization ?? '', key)) return refusal(401, 'SignatureDoesNotMatch');
    if (Number(asked.headers['content-length'] ?? Number.NaN) > MAX_TEXT_BYTES)
      return refusal(400, 'MessageTooLong');
    const parsed = request.safeParse(JSON.parse(await readText(asked)));
    if (!parsed.success) return refusal(400, 'ValidationError');
    const { to, type, text } = parsed.data.message;
    const failure = await failureOf(to);
    if (failure !== null) return failure;
    const id = String(asked.headers['idempotency-key'] ?? crypto.randomUUID());
    const messageId = known.get(id) ?? `M4V${crypto.randomUUID()}`;
    if (!known.has(id)) {
      const at = new Date().toISOString();
      const read = async () => ({ id, channel: 'sms', to, subject: '', kind: type, text, at }) as const;
      mailbox.add({ to, bytes: text.length, read });
    }
    known.set(id, messageId);
    const [oldest] = known.keys();
    if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
    return { status: 200, body: { messageId, statusCode: '2000', type } };
  };
  return (asked: IncomingMessage, response: ServerResponse): void => {
    const answer = ({ status, body }: Answer) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    take(asked).then(answer, () => answer(refusal(400, 'ValidationError')));
  };
}

function isSigned(header: string, keyAndSecret: string): boolean {
  const [key, secret = ''] = keyAndSecret.split(':');
  const found = /^HMAC-SHA256 apiKey=(\S+), date=(\S+), salt=(\S+), signature=([0-9a-f]{64})$/.exec(header);
  if (found === null || found[1] !== key) return false;
  const digest = createHmac('sha256', secret).update(`${found[2]}${found[3]}`).digest();
  return timingSafeEqual(digest, Buffer.from(found[4] ?? '', 'hex'));
}
