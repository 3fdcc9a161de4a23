import { expect, test } from 'vitest';
import { formatDateTime, formatDuration, formatWon } from './format.ts';

test('writes amounts of money in both languages', () => {
  expect(formatWon(110_000, 'ko')).toBe('110,000원');
  expect(formatWon(110_000, 'en')).toBe('KRW 110,000');
});

test('writes times as in Seoul', () => {
  expect(formatDateTime('2026-12-31T15:30:00.000Z', 'ko')).toContain('2027년 1월 1일 (금)');
  expect(formatDateTime('2026-12-31T15:30:00.000Z', 'ko')).toContain('00:30');
  expect(formatDateTime('2026-12-31T15:30:00.000Z', 'en')).toContain('1 Jan 2027');
});

test.each([
  [245, '4분 05초', '4:05'],
  [0.2, '0분 01초', '0:01'],
  [-3, '0분 00초', '0:00'],
  [3_845, '1시간 04분 05초', '1:04:05'],
  [180_000, '2일 2시간', '2 d 2 h'],
])('writes %d seconds', (seconds, ko, en) => {
  expect(formatDuration(seconds, 'ko')).toBe(ko);
  expect(formatDuration(seconds, 'en')).toBe(en);
});
