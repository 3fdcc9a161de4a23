import { describe, expect, it, vi } from 'vitest';
import type { Queryable } from '../connection/database.ts';
import { makeSeatPlans } from './seat-plans.ts';

const seat = (seatNumber: number) => ({
  seat_number: seatNumber,
  seat_guid: `g${seatNumber}`,
  zone: 'Floor',
  row_name: 'A',
  seat_name: `${seatNumber}`,
  category: 'R',
  accessible: false,
  x: seatNumber,
  y: 1,
});

/** Venues named after their number of seats: `ven_8` has eight. Each read waits until released. */
function venues(maxSeats: number) {
  const asked: string[] = [];
  const waiting: (() => void)[] = [];
  let fault: Error | null = null;
  const db: Queryable = {
    query: async <R extends object>(
      text: string,
      [venueId, after = 0, limit = 0]: readonly unknown[] = [],
    ) => {
      if (fault) throw fault;
      if (!text.includes('venue_seats')) {
        asked.push(`${venueId}`);
        await new Promise<void>((resolve) => waiting.push(resolve));
        return [{ x: 0, y: 0 }] as R[];
      }
      const seats = Number(`${venueId}`.slice('ven_'.length));
      const page = Array.from({ length: Math.min(Number(limit), seats - Number(after)) });
      return page.map((_, n) => seat(Number(after) + n + 1)) as R[];
    },
  };
  const onRead = vi.fn();
  const onFault = vi.fn();
  const plans = makeSeatPlans({ db, maxSeats, onRead, onFault });
  return {
    plans,
    asked,
    onFault,
    breakDown: (error: Error | null) => {
      fault = error;
    },
    letGo: async () => {
      await vi.waitFor(() => expect(waiting).not.toEqual([]));
      waiting.shift()?.();
    },
    load: async (venueId: `ven_${number}`) => {
      const loaded = plans.load(venueId);
      await vi.waitFor(() => expect(waiting).not.toEqual([]));
      waiting.shift()?.();
      await loaded;
    },
  };
}

describe('seat plans in memory', () => {
  it('are complete with any number of pages', async () => {
    const { plans, load } = venues(60_000);
    await load('ven_12001');
    const plan = plans.find('ven_12001');
    expect(plan?.byNumber.size).toBe(12_001);
    expect(plan?.byNumber.get(12_001)).toMatchObject({ label: 'Floor A-12001', category: 'R' });
    await load('ven_5000');
    expect(plans.find('ven_5000')?.byNumber.size).toBe(5_000);
  });

  it('have no more seats than allowed; the least recently used are dropped, but not the newest', async () => {
    const { plans, load } = venues(10);
    await load('ven_4');
    await load('ven_5');
    expect(plans.seats()).toBe(9);
    plans.find('ven_4');
    await load('ven_3');
    expect(['ven_4', 'ven_5', 'ven_3'].map((id) => plans.find(id) !== null)).toEqual([true, false, true]);
    await load('ven_50');
    expect(['ven_4', 'ven_3', 'ven_50'].map((id) => plans.find(id) !== null)).toEqual([false, false, true]);
    expect(plans.seats()).toBe(50);
  });

  it('are read once for simultaneous requests, one venue at a time', async () => {
    const { plans, asked, letGo } = venues(100);
    const loaded = [plans.load('ven_4'), plans.load('ven_4'), plans.load('ven_5'), plans.load('ven_4')];
    await vi.waitFor(() => expect(asked).toEqual(['ven_4']));
    await letGo();
    await letGo();
    await Promise.all(loaded);
    await plans.load('ven_4');
    expect(asked).toEqual(['ven_4', 'ven_5']);
  });

  it('can be read again after a fault, which delays no other plan', async () => {
    const { plans, load, onFault, breakDown } = venues(100);
    breakDown(new Error('away'));
    const failed = plans.load('ven_4');
    await vi.waitFor(() => expect(onFault).toHaveBeenCalledWith('ven_4', new Error('away')));
    breakDown(null);
    await load('ven_5');
    await failed;
    expect(plans.isFailing('ven_4')).toBe(true);
    expect(plans.find('ven_4')).toBeNull();
    await load('ven_4');
    expect(plans.isFailing('ven_4')).toBe(false);
    expect(plans.find('ven_4')).not.toBeNull();
  });
});
