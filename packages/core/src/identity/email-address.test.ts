import { expect, it } from 'vitest';
import { emailAddress } from './email-address.ts';

it.each([
  'fan@example.com',
  'Fan@Example.com',
  'fan@example.xn--3e0b707e',
  'fan@xn--bj0bj06e.xn--3e0b707e',
  'a&b@example.com',
  'fan#1@naver.com',
  'fan/1@example.com',
  'x!y@example.com',
  "a'b+c@example.com",
  '=?utf-8?q@example.com',
  '{fan}|~`^%$*@example.co.kr',
])('accepts %s', (address) => {
  expect(emailAddress.parse(address)).toBe(address);
});

it.each([
  ['a space behind it', 'fan@example.com '],
  ['a line break around it', '\nfan@example.com\r\n'],
  ['a zero-width space of a copied one', 'fan@example.com\u200b'],
])('drops %s', (_, given) => {
  expect(emailAddress.parse(given)).toBe('fan@example.com');
});

it.each([
  'fan',
  'fan@localhost',
  'a..b@example.com',
  '.a@example.com',
  'a.@example.com',
  'a b@example.com',
  'a@-example.com',
  'a@example-.com',
  'a@192.0.2.1',
  'a@example.com\nbcc:x@example.com',
  'a@b@example.com',
  '"a"@example.com',
  'a,b@example.com',
  '한글@example.com',
  `${'a'.repeat(65)}@example.com`,
  `a@${'b'.repeat(64)}.com`,
  `a@${'b.'.repeat(125)}com`,
])('refuses %j', (address) => {
  expect(emailAddress.safeParse(address).success).toBe(false);
});
