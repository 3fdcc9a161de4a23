import { z } from 'zod';

const PREFIX = 'whsec_';
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** Standard Webhooks 1.0 asks for 192 bits or more. */
const MIN_KEY_BYTES = 24;
const MIN_TEXT_CHARS = 32;

/**
 * The signing key of a webhook secret: the bytes behind `whsec_` in base64, or the characters of
 * any other text.
 */
export const webhookKey = (secret: string): Buffer =>
  secret.startsWith(PREFIX)
    ? Buffer.from(secret.slice(PREFIX.length), 'base64')
    : Buffer.from(secret, 'latin1');

/** What is wrong with a webhook secret; null if nothing is. */
function faultOf(secret: string): string | null {
  if (!secret.startsWith(PREFIX)) {
    return secret.length < MIN_TEXT_CHARS ? `needs at least ${MIN_TEXT_CHARS} characters` : null;
  }
  if (!BASE64.test(secret.slice(PREFIX.length))) return `begins with ${PREFIX} and does not go on in base64`;
  const isShort = webhookKey(secret).length < MIN_KEY_BYTES;
  return isShort ? `needs at least ${MIN_KEY_BYTES} bytes behind ${PREFIX}` : null;
}

/**
 * A secret as Standard Webhooks writes it (`whsec_<base64>`), or any text of at least 32
 * characters.
 */
export const webhookSecret = () =>
  z.string().superRefine((secret, { addIssue }) => {
    const fault = faultOf(secret);
    if (fault !== null) addIssue(fault);
  });

/** Webhook secrets separated by commas; several are valid during a rotation. */
export const webhookSecrets = () =>
  z
    .string()
    .transform((value) => value.split(',').map((entry) => entry.trim()))
    .pipe(z.array(webhookSecret()).min(1));
