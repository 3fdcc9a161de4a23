import { send } from '@concert-mania/testkit/system/send';
import { expect, it } from 'vitest';
import { ADMIN } from '../e2e/system.ts';
import { api, stack, web } from './visits/system.ts';

/** Every page of every process, and one answer of the API that is no page. */
const PAGES = [
  ...['/', '/reservations', '/nowhere', '/console', '/console/money', '/gate'].map((path) => `${web}${path}`),
  ...['/v1/me', '/docs', '/problems', '/problems/busy', '/admin/login', '/admin/queues'].map(
    (path) => `${api}${path}`,
  ),
  `${stack.mockPgUrl}/`,
  `${stack.mockPgUrl}/mock/window`,
  `${stack.mailUrl}/`,
];

const EXPECTED: Readonly<Record<string, number>> = {
  [`${api}/v1/me`]: 401,
  // Without an order the window shows a refusal.
  [`${stack.mockPgUrl}/mock/window`]: 400,
};

const logIn = async (): Promise<string> => {
  const { headers } = await send(api, 'POST', '/admin/login', {
    rawBody: new URLSearchParams(ADMIN).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  return headers.get('set-cookie')?.split(';')[0] ?? '';
};

const directivesOf = (policy: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    policy.split(';').map((directive) => {
      const [name = '', ...values] = directive.trim().split(/\s+/);
      return [name, values.join(' ')];
    }),
  );

it('every page has a policy without plugins, foreign bases, forms, frames and scripts', async () => {
  const cookie = await logIn();
  for (const url of PAGES) {
    const answer = await fetch(url, { headers: { cookie }, redirect: 'manual' });
    expect([url, answer.status]).toEqual([url, EXPECTED[url] ?? 200]);
    const policy = directivesOf(answer.headers.get('content-security-policy') ?? '');
    const of = (name: string) => policy[name] ?? '(absent)';
    // `object-src` and `script-src` fall back to it; the next three do not.
    expect([url, of('default-src')]).toEqual([url, "'none'"]);
    expect([url, policy['object-src'] ?? "'none'"]).toEqual([url, "'none'"]);
    expect([url, policy['script-src'] ?? "'none'"]).toEqual([url, expect.stringMatching(/^'(none|self)'$/)]);
    expect([url, of('base-uri')]).toEqual([url, expect.stringMatching(/^'(none|self)'$/)]);
    expect([url, of('form-action')]).toEqual([url, expect.stringMatching(/^'(none|self)'/)]);
    expect([url, of('frame-ancestors')]).toEqual([url, "'none'"]);
    expect([url, answer.headers.get('x-content-type-options')]).toEqual([url, 'nosniff']);
  }
});
