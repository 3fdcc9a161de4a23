import { expect, test } from 'vitest';
import { seatLabel } from './seat-label.ts';

test.each([
  ['of numbers', { row: '12', seat: '5' }, '1층 B구역 12-5'],
  ['of a blank row', { row: '', seat: '5' }, '1층 B구역 5'],
  ['of a row with an invisible name', { row: '\u200b ', seat: '5' }, '1층 B구역 5'],
  ['of a blank seat', { row: '12', seat: '' }, '1층 B구역 12'],
  ['of nothing', { row: '', seat: '' }, '1층 B구역'],
  [
    "in the plan's own words",
    { row: '12', seat: '5', rowLabel: '%s열', seatLabel: '%s번' },
    '1층 B구역 12열 5번',
  ],
  ['with a label of the row alone', { row: '12', seat: '5', rowLabel: 'Row %s' }, '1층 B구역 Row 12 5'],
  ['with a label of the seat alone', { row: '12', seat: '5', seatLabel: 'Seat %s' }, '1층 B구역 12 Seat 5'],
  ['with words that have no number', { row: '', seat: '5', rowLabel: 'Box' }, '1층 B구역 Box 5'],
  ['with a label for a number that is blank', { row: '', seat: '5', rowLabel: 'Row %s' }, '1층 B구역 5'],
  ['with blank labels', { row: '12', seat: '5', rowLabel: ' ', seatLabel: null }, '1층 B구역 12-5'],
  ['with a number that looks like a pattern', { row: '$&', seat: '5', rowLabel: '<%s>' }, '1층 B구역 <$&> 5'],
])('a label %s reads well', (_, words, label) => {
  expect(seatLabel({ zone: '1층 B구역', ...words })).toBe(label);
});
