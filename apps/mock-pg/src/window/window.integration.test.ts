import { expect, test } from 'vitest';
import { SHOP, start } from '../testing/start-gateway.ts';

const order = {
  orderId: 'res_1',
  amount: '110000',
  orderName: 'Night <b>Concert</b>',
  successUrl: `${SHOP}/reservations/res_1/paid`,
  failUrl: `${SHOP}/reservations/res_1/pay?from=window`,
  locale: 'en',
};
const open = (url: string, changes: Record<string, string> = {}) =>
  fetch(new URL(`/mock/window?${new URLSearchParams({ ...order, ...changes })}`, url));
const choose = (url: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(new URL('/mock/window', url), {
    method: 'POST',
    body: new URLSearchParams({ ...order, ...fields }),
    redirect: 'manual',
    headers: { origin: url, ...headers },
  });
const targetOf = (answer: Response) => {
  const url = new URL(answer.headers.get('location') ?? '');
  return { page: url.origin + url.pathname, query: Object.fromEntries(url.searchParams) };
};

test('shows the order in both languages without scripts, under a policy of its own', async () => {
  const { url } = await start();
  const [english, korean] = await Promise.all([open(url), open(url, { locale: 'ko' })]);
  const [inEnglish, inKorean] = [await english.text(), await korean.text()];
  expect(inEnglish).toContain('KRW 110,000');
  expect(inEnglish).toContain('Night &lt;b&gt;Concert&lt;/b&gt;');
  expect(inKorean).toContain('<html lang="ko">');
  expect(inKorean).toContain('110,000원');
  expect(inEnglish).not.toMatch(/<script|style=|http-equiv/);
  const policy = english.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain(`form-action 'self' ${SHOP};`);
  expect(policy).not.toContain('unsafe');
});

test('leads back with a payment key that the shop can confirm, by the chosen scenario', async () => {
  const gateway = await start();
  const approved = targetOf(await choose(gateway.url, { action: 'pay' }));
  expect(approved.page).toBe(order.successUrl);
  const { paymentKey, orderId, amount } = approved.query;
  expect([orderId, amount]).toEqual([order.orderId, order.amount]);
  const confirmed = await gateway.confirm({ paymentKey, orderId, amount: Number(amount) }, 'key-1');
  expect(confirmed.body.status).toBe('DONE');

  const declined = targetOf(await choose(gateway.url, { action: 'pay', scenario: 'decline' }));
  const refused = await gateway.confirm(
    { paymentKey: declined.query.paymentKey, orderId, amount: Number(amount) },
    'key-2',
  );
  expect(refused).toMatchObject({ status: 403, body: { code: 'REJECT_CARD_COMPANY' } });
});

test.each([
  ['cancel', 'PAY_PROCESS_CANCELED'],
  ['decline', 'REJECT_CARD_COMPANY'],
])('leads back with a code and no payment on %s', async (action, code) => {
  const gateway = await start();
  const { page, query } = targetOf(await choose(gateway.url, { action }));
  expect(page).toBe(`${SHOP}/reservations/res_1/pay`);
  expect(query).toEqual({ from: 'window', code, message: expect.any(String), orderId: order.orderId });
  expect(await (await fetch(gateway.url)).text()).toContain('No payments yet.');
});

test('leads to no foreign address and takes no form of another site', async () => {
  const { url } = await start();
  const evil = 'https://evil.example/';
  const answers = await Promise.all([
    open(url, { successUrl: evil }),
    open(url, { failUrl: evil }),
    choose(url, { action: 'pay', successUrl: evil }),
    choose(url, { action: 'cancel', failUrl: evil }),
    choose(url, { action: 'pay', scenario: 'perhaps' }),
    choose(url, { action: 'pay' }, { origin: evil, 'sec-fetch-site': 'cross-site' }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 403]);
  for (const answer of answers) {
    expect(answer.headers.get('location')).toBeNull();
    expect(await answer.text()).not.toContain(evil);
  }
});
