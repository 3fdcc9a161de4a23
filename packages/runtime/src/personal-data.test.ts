import { expect, test } from 'vitest';
import { hideInError, hidePersonalData } from './personal-data.ts';

test.each([
  [
    '450 4.2.0 <fan+1@fans.example>: Recipient address rejected',
    '450 4.2.0 <[address]>: Recipient address rejected',
  ],
  ["550 no mailbox 'kim@콘서트.kr' here", "550 no mailbox '[address]' here"],
  ['the carrier refused +821012345678', 'the carrier refused [phone]'],
  ['no route to 010-1234-5678, later', 'no route to [phone], later'],
  ['no route to 01012345678', 'no route to [phone]'],
])('hides the person in %j', (text, hidden) => {
  expect(hidePersonalData(text)).toBe(hidden);
});

test.each([
  'job_h30123456789abcdefghjkmnpqr: not a command envelope',
  'at file:///app/node_modules/@hono/node-server/dist/index.mjs:123:45',
  'connect ECONNREFUSED 127.0.0.1:5432',
  'request 0b6a7a6e-0101-4d1c-9a36-010123456789 at 2026-11-28T05:00:00.000Z',
  'took 1764306000000 ms',
])('leaves %j as it is', (text) => {
  expect(hidePersonalData(text)).toBe(text);
});

test('hides them in an error, its stack and its cause', () => {
  const cause = new Error('550 <fan@fans.example> unknown');
  const error = new Error('no mail to fan@fans.example', { cause });
  hideInError(error);
  expect(`${error.message} ${error.stack} ${cause.message} ${cause.stack}`).not.toContain('fan@fans');
  expect(error.message).toBe('no mail to [address]');
});
