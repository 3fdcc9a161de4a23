import { expect, it } from 'vitest';
import { phoneNumber } from './phone-number.ts';

it.each([
  ['010-1234-5678', '+821012345678'],
  ['01012345678', '+821012345678'],
  ['010 1234 5678', '+821012345678'],
  ['+82 10-1234-5678', '+821012345678'],
  ['+82 010-1234-5678', '+821012345678'],
  ['02-312-3456', '+8223123456'],
  ['+14155552671', '+14155552671'],
])('%s is kept as %s', (typed, kept) => {
  expect(phoneNumber.parse(typed)).toBe(kept);
});

it.each([
  'call me',
  '1234567',
  '010-12',
  '0-0-0-0-0-',
  '+82',
  '+0123456789',
  '+1234567890123456',
  '١٢٣٤٥٦٧٨٩',
])('%s is refused', (typed) => {
  expect(phoneNumber.safeParse(typed).success).toBe(false);
});
