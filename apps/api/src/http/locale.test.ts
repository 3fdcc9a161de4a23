import { expect, it } from 'vitest';
import { chooseLocale } from './locale.ts';

it.each([
  [undefined, 'ko'],
  ['', 'ko'],
  ['de, fr;q=0.5', 'ko'],
  ['en', 'en'],
  ['en-GB,en;q=0.9', 'en'],
  ['ko;q=0.4, en;q=0.8', 'en'],
  ['EN;q=0.2,KO-kr', 'ko'],
  ['en;q=0', 'ko'],
  ['en;q=nonsense', 'ko'],
] as const)('answers %j in %s', (header, locale) => {
  expect(chooseLocale(header)).toBe(locale);
});
