import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { makeVerifyWebhook } from './verify-webhook.ts';

const SECRET = 'the-secret-of-today-with-32-characters';
const OLD_SECRET = 'the-secret-of-before-with-32-characters';
const BODY = JSON.stringify({
  eventType: 'PAYMENT_STATUS_CHANGED',
  data: { paymentKey: 'pk_1', status: 'DONE' },
});
const MINUTE_MS = 60_000;

function sign(body = BODY, secret = SECRET, at = new Date(), id = 'evt_1'): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret, { format: 'raw' }).sign(id, at, body),
  };
}
const verify = (body: string, headers: Record<string, string>) =>
  makeVerifyWebhook([SECRET, OLD_SECRET])(body, (name) => headers[name]);

test('accepts a delivery signed with any of our secrets', () => {
  const verified = { id: 'evt_1', paymentKey: 'pk_1', status: 'DONE' };
  expect(verify(BODY, sign())).toEqual(verified);
  expect(verify(BODY, sign(BODY, OLD_SECRET))).toEqual(verified);
});

test.each([
  ['another secret', BODY, sign(BODY, 'a-secret-that-nobody-told-us-about!')],
  ['another body', BODY.replace('pk_1', 'pk_2'), sign()],
  ['another id', BODY, { ...sign(), 'webhook-id': 'evt_2' }],
  ['another time', BODY, { ...sign(), 'webhook-timestamp': String(Math.floor(Date.now() / 1_000) - 60) }],
  ['a signature of six minutes ago', BODY, sign(BODY, SECRET, new Date(Date.now() - 6 * MINUTE_MS))],
  ['a signature of six minutes ahead', BODY, sign(BODY, SECRET, new Date(Date.now() + 6 * MINUTE_MS))],
  ['no signature', BODY, { ...sign(), 'webhook-signature': '' }],
  ['nothing at all', '', {}],
  ['an id of any length', BODY, sign(BODY, SECRET, new Date(), 'x'.repeat(201))],
])('refuses %s', (_, body, headers) => {
  expect(verify(body, headers)).toBeNull();
});

test('accepts signed news that name no payment', () => {
  for (const body of ['{}', '{"data":{"paymentKey":7}}']) {
    expect(verify(body, sign(body))).toEqual({ id: 'evt_1', paymentKey: null, status: null });
  }
});
