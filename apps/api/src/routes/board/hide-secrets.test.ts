import { expect, it } from 'vitest';
import { hideSecrets } from './hide-secrets.ts';

it('strikes out tokens and payment keys at any depth, and nothing else', () => {
  const data = {
    accountId: 'usr_1',
    payload: [{ queueToken: 'q', paymentKey: 'p', amount: 5 }],
    token: null,
  };
  expect(hideSecrets(data)).toEqual({
    accountId: 'usr_1',
    payload: [{ queueToken: '[hidden]', paymentKey: '[hidden]', amount: 5 }],
    token: null,
  });
});
