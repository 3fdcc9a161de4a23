import { expect, test } from 'vitest';
import { chooseLanguage } from './choose-language.ts';

test.each([
  ['what was chosen before', 'en', ['ko-KR'], 'en'],
  ['Korean where the browser says so', null, ['ko-KR', 'en'], 'ko'],
  ['the first of both that the browser names', null, ['fr', 'en-GB', 'ko'], 'en'],
  ['English elsewhere', null, ['fr'], 'en'],
  ['English where a stored value is unknown', 'xx', [], 'en'],
] as const)('shows %s', (_, stored, preferred, language) => {
  expect(chooseLanguage(stored, preferred)).toBe(language);
});
