import { expect, test } from 'vitest';
import { texts as en } from './texts/en.ts';
import { texts as ko } from './texts/ko.ts';
import { tellTimeline } from './words.ts';

const at = '2027-01-01T00:00:00.000Z';
const worded = (types: readonly string[], language: 'ko' | 'en') =>
  tellTimeline(
    types.map((type) => ({ type, at })),
    { en, ko }[language].timeline,
  ).map(({ words }) => words);

test('tells a purchase and its cancellation in words', () => {
  expect(worded(['reservation.held', 'reservation.payment_started', 'reservation.confirmed'], 'en')).toEqual([
    'Your seats were held',
    'A payment began',
    'Your booking was confirmed',
  ]);
});

test('leaves out events without words', () => {
  expect(worded(['reservation.moved', 'toString', 'reservation.held'], 'ko')).toEqual([
    '좌석을 선점했습니다',
  ]);
});

test('has words for the same events in both languages', () => {
  expect(Object.keys(ko.timeline)).toEqual(Object.keys(en.timeline));
});
