import { z } from 'zod';

const PREFIX = 'whsec_';
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** Standard Webhooks 1.0 recommends at least 192 bits. */
const MIN_KEY_BYTES = 24;
const MIN_TEXT_CHARS = 32;

/** The signing key: the base64 bytes after `whsec_`, or the characters of any other text. */
export const webhookKey = (secret: string): Buffer =>
  secret.startsWith(PREFIX)
    ? Buffer.from(secret.slice(PREFIX.length), 'base64')
    : Buffer.from(secret, 'latin1');

/** The fault of a webhook secret; null if it is valid. */
function faultOf(secret: string): string | null {
  if (!secret.startsWith(PREFIX)) {
    return secret.length < MIN_TEXT_CHARS ? `needs at least ${MIN_TEXT_CHARS} characters` : null;
  }
  if (!BASE64.test(secret.slice(PREFIX.length))) return `begins with ${PREFIX} and does not go on in base64`;
  const isShort = webhookKey(secret).length < MIN_KEY_BYTES;
  return isShort ? `needs at least ${MIN_KEY_BYTES} bytes behind ${PREFIX}` : null;
}

/**
 * A webhook secret: `whsec_<base64>` (Standard Webhooks), or any text of at least 32 characters.
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
