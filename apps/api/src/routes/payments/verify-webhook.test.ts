import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { makeWebhooks } from './verify-webhook.ts';

const SECRET = 'the-secret-of-today-with-32-characters';
const OLD_SECRET = 'the-secret-of-before-with-32-characters';
const STANDARD_SECRET = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3';
const BODY = JSON.stringify({
  eventType: 'PAYMENT_STATUS_CHANGED',
  data: { paymentKey: 'pk_1', status: 'DONE' },
});
const MINUTE_MS = 60_000;

/** Headers made by the Standard Webhooks library. */
function sign(body = BODY, signer = raw(SECRET), at = new Date(), id = 'evt_1'): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': signer.sign(id, at, body),
  };
}
function raw(secret: string): Webhook {
  return new Webhook(secret, { format: 'raw' });
}
function verify(body: string, given: Record<string, string>) {
  const webhooks = makeWebhooks([SECRET, OLD_SECRET, STANDARD_SECRET]);
  const headers = webhooks.readHeaders((name) => given[name]);
  return headers && webhooks.verify(body, headers);
}

test.each([
  ['today', raw(SECRET)],
  ['before', raw(OLD_SECRET)],
  ["the standard's own form", new Webhook(STANDARD_SECRET)],
])('accepts a delivery that the public library signed with the secret of %s', (_, signer) => {
  const verified = { id: 'evt_1', paymentKey: 'pk_1', status: 'DONE' };
  expect(verify(BODY, sign(BODY, signer))).toEqual(verified);
});

test('accepts a delivery with one right signature among several', () => {
  const headers = sign();
  const others = `v1a,${'A'.repeat(86)}== v1,${Buffer.alloc(32).toString('base64')} v1,short`;
  const signature = `${others} ${headers['webhook-signature']}`;
  expect(verify(BODY, { ...headers, 'webhook-signature': signature })).not.toBeNull();
});

test.each([
  ['another secret', BODY, sign(BODY, raw('a-secret-that-is-not-configured-here'))],
  ["the text of the standard's form", BODY, sign(BODY, raw(STANDARD_SECRET))],
  ['another body', BODY.replace('pk_1', 'pk_2'), sign()],
  ['another id', BODY, { ...sign(), 'webhook-id': 'evt_2' }],
  ['another time', BODY, { ...sign(), 'webhook-timestamp': String(Math.floor(Date.now() / 1_000) - 60) }],
])('refuses %s', (_, body, headers) => {
  expect(verify(body, headers)).toBeNull();
});

test.each([
  ['a signature of six minutes ago', sign(BODY, raw(SECRET), new Date(Date.now() - 6 * MINUTE_MS))],
  ['a signature of six minutes ahead', sign(BODY, raw(SECRET), new Date(Date.now() + 6 * MINUTE_MS))],
  ['no signature', { ...sign(), 'webhook-signature': '' }],
  ['a signature of another version', { ...sign(), 'webhook-signature': `v2,${'A'.repeat(43)}=` }],
  ['a signature of another length', { ...sign(), 'webhook-signature': 'v1,QUJD' }],
  ['no time', { ...sign(), 'webhook-timestamp': '' }],
  ['a time that is no number', { ...sign(), 'webhook-timestamp': '1e9' }],
  ['nothing at all', {}],
  ['an id of any length', sign(BODY, raw(SECRET), new Date(), 'x'.repeat(201))],
])('refuses %s by the headers only', (_, headers: Record<string, string>) => {
  expect(makeWebhooks([SECRET]).readHeaders((name) => headers[name])).toBeNull();
});

test('accepts a signed webhook without a payment', () => {
  for (const body of ['{}', '{"data":{"paymentKey":7}}', 'no JSON']) {
    expect(verify(body, sign(body))).toEqual({ id: 'evt_1', paymentKey: null, status: null });
  }
});
