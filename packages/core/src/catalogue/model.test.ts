import { describe, expect, test } from 'vitest';
import { concertSale, concertSaleStatus, saleStatus } from './model.ts';

const opens = new Date('2026-03-01T11:00:00.000Z');
const closes = new Date('2026-03-08T11:00:00.000Z');
const at = (time: Date, offsetMs: number) => new Date(time.getTime() + offsetMs);

describe('the sale of a performance', () => {
  test.each([
    { now: at(opens, -1), soldOut: false, status: 'upcoming' },
    { now: opens, soldOut: false, status: 'open' },
    { now: at(closes, -1), soldOut: false, status: 'open' },
    { now: closes, soldOut: false, status: 'closed' },
    { now: opens, soldOut: true, status: 'sold_out' },
    { now: closes, soldOut: true, status: 'closed' },
    { now: at(opens, -1), soldOut: true, status: 'upcoming' },
  ])('is $status at $now when sold out is $soldOut', ({ now, soldOut, status }) => {
    expect(saleStatus({ saleOpensAt: opens, saleClosesAt: closes, soldOut }, now)).toBe(status);
  });
});

describe('the sale of a concert', () => {
  test('is open while one performance can be booked', () => {
    expect(concertSaleStatus(['closed', 'sold_out', 'upcoming', 'open'])).toBe('open');
  });
  test('is upcoming while one performance is still to open', () => {
    expect(concertSaleStatus(['sold_out', 'upcoming', 'closed'])).toBe('upcoming');
  });
  test('is sold out when nothing else is left to wait for', () => {
    expect(concertSaleStatus(['closed', 'sold_out'])).toBe('sold_out');
  });
  test('has the earliest opening of the performances with its status', () => {
    const performance = (status: 'open' | 'upcoming' | 'closed', opensAt: Date) => ({
      saleStatus: status,
      saleOpensAt: opensAt,
    });
    const over = performance('closed', at(opens, -9));
    const next = performance('upcoming', at(opens, 5));
    expect(concertSale([over, next, performance('upcoming', at(opens, 7))])).toEqual(next);
    expect(concertSale([over, next, performance('open', opens)])).toEqual(performance('open', opens));
    expect(concertSale([over])).toEqual(over);
  });
  test('is closed without performances', () => {
    expect(concertSaleStatus([])).toBe('closed');
  });
});
