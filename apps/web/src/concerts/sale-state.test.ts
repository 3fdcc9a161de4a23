import { describe, expect, it, test } from 'vitest';
import { nextChangeAt, nextStep, saleState } from './sale-state.ts';

const opens = '2026-12-01T11:00:00.000Z';
const closes = '2026-12-20T11:00:00.000Z';
const at = (time: string) => Date.parse(time);
const beforeOpening = at('2026-12-01T10:59:59.999Z');
const sale = { saleOpensAt: opens, saleClosesAt: closes } as const;

describe('the state of a sale', () => {
  it.each([
    ['upcoming', beforeOpening, 'upcoming'],
    ['upcoming', at(opens), 'open'],
    ['upcoming', at(closes), 'closed'],
    ['open', at(opens), 'open'],
    ['open', at(closes), 'closed'],
    ['sold_out', at(opens), 'sold_out'],
    ['sold_out', at(closes), 'closed'],
    ['closed', beforeOpening, 'closed'],
  ] as const)('that was %s is at %d: %s', (saleStatus, nowMs, state) => {
    expect(saleState({ ...sale, saleStatus }, nowMs)).toBe(state);
  });

  it('is not sold out while its last seats are held', () => {
    expect(saleState({ ...sale, saleStatus: 'open', availableSeats: 0 }, at(opens))).toBe('all_held');
  });
});

test.each([
  ['upcoming', true, 'gather'],
  ['upcoming', false, 'come_back'],
  ['open', true, 'line_up'],
  ['open', false, 'choose_seats'],
  ['sold_out', true, 'sold_out'],
  ['closed', false, 'closed'],
] as const)('a concert that is %s, waiting room %s: %s', (saleStatus, enabled, step) => {
  expect(nextStep({ saleOpensAt: opens, saleStatus, waitingRoom: { enabled } }, beforeOpening)).toBe(step);
});

test('the next change is the earliest opening or closing to come', () => {
  const later = { ...sale, saleStatus: 'upcoming', saleOpensAt: '2026-12-05T11:00:00.000Z' } as const;
  const sales = [later, { ...sale, saleStatus: 'upcoming' } as const];
  expect(nextChangeAt(sales, beforeOpening)).toBe(at(opens));
  expect(nextChangeAt(sales, at(opens))).toBe(at('2026-12-05T11:00:00.000Z'));
  expect(nextChangeAt(sales, at(closes))).toBeNull();
});
