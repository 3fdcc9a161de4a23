import { expect, test, vi } from 'vitest';
import { start } from './testing/start-gateway.ts';

test('lists payments on its page, with escaped contents', async () => {
  const gateway = await start();
  await gateway.checkout('approve', '<script>alert(1)</script>');
  const page = await (await fetch(gateway.url)).text();
  expect(page).toContain('&lt;script&gt;');
  expect(page).not.toContain('<script>');
});

const decide = (url: string, paymentKey: string, decision: string, headers: Record<string, string> = {}) =>
  fetch(new URL(`/mock/payments/${paymentKey}/decision`, url), {
    method: 'POST',
    body: new URLSearchParams({ decision }),
    redirect: 'manual',
    headers: { origin: url, ...headers },
  });

test.each([
  ['approve', 200, 'DONE', 1],
  ['decline', 403, 'ABORTED', 0],
] as const)('lets a person %s a waiting confirmation', async (decision, status, state, captures) => {
  const gateway = await start();
  const order = await gateway.checkout('manual');
  const confirming = gateway.confirm(order, 'key');
  await vi.waitFor(async () => expect(await (await fetch(gateway.url)).text()).toContain('the shop waits'));
  expect((await gateway.send(`/v1/payments/${order.paymentKey}`)).body.status).toBe('IN_PROGRESS');
  expect(await gateway.confirm(order, 'key')).toMatchObject({ status: 409 });
  expect((await decide(gateway.url, order.paymentKey, decision)).status).toBe(303);
  expect((await confirming).status).toBe(status);
  expect((await gateway.send(`/v1/payments/${order.paymentKey}`)).body.status).toBe(state);
  expect(await gateway.ledger()).toHaveLength(captures);
  expect((await decide(gateway.url, order.paymentKey, 'approve')).status).toBe(404);
});

test('takes the money when a person approves, although the shop has gone', async () => {
  const gateway = await start();
  const order = await gateway.checkout('manual');
  await expect(gateway.confirm(order, 'key', 100)).rejects.toThrow();
  expect((await decide(gateway.url, order.paymentKey, 'approve')).status).toBe(303);
  await vi.waitFor(async () => expect(await gateway.ledger()).toHaveLength(1));
});

test('follows a decision made before the confirmation', async () => {
  const gateway = await start();
  const [declined, delayed] = [await gateway.checkout('approve'), await gateway.checkout('approve')];
  await decide(gateway.url, declined.paymentKey, 'decline');
  await decide(gateway.url, delayed.paymentKey, 'delay');
  expect((await gateway.confirm(declined, 'key-1')).status).toBe(403);
  await expect(gateway.confirm(delayed, 'key-2', 100)).rejects.toThrow();
});

test("refuses decisions from another site's form, and unknown ones", async () => {
  const gateway = await start();
  const order = await gateway.checkout('manual');
  const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
  expect((await decide(gateway.url, order.paymentKey, 'approve', foreign)).status).toBe(403);
  expect((await decide(gateway.url, order.paymentKey, 'perhaps')).status).toBe(400);
  expect(await (await fetch(gateway.url)).text()).toContain('<td>manual</td>');
});
