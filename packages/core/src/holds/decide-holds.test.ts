import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeDecideHolds } from './decide-holds.ts';
import { type HoldUse, NO_UNPAID_HOLDS } from './hold-budget.ts';
import type { PerformanceOnSale } from './hold-snapshot.ts';
import {
  best,
  codes,
  command,
  decide,
  jobs,
  now,
  onSale,
  seats,
  snapshot,
  watchedHall,
} from './testing/sample-hall.ts';

describe('the ordered decision', () => {
  it('gives a seat to the first command and names it in the refusal of the others', () => {
    const decisions = decide(snapshot(), [command(seats(3, 4)), command(seats(4, 5)), command(seats(5))]);
    expect(
      decisions.map(({ reservation }) => reservation?.seats.map((seat) => seat.seatNumber) ?? null),
    ).toEqual([[3, 4], null, [5]]);
    expect(decisions[1]?.outcome).toEqual({
      status: 'rejected',
      error: { code: 'seat_unavailable', seatNumbers: [4] },
    });
  });

  it('refuses taken seats, and chooses the best among the others', () => {
    const half = snapshot({ isFree: (seatNumber) => seatNumber > 2 && seatNumber <= 10 });
    const decisions = decide(half, [command(seats(2, 3)), command(best(2))]);
    expect(decisions[0]?.outcome).toEqual({
      status: 'rejected',
      error: { code: 'seat_unavailable', seatNumbers: [2] },
    });
    expect(decisions[1]?.reservation?.seats.map((seat) => seat.seatNumber)).toEqual([3, 4]);
  });

  it("holds each seat at its price, until the database time plus the concert's hold time", () => {
    const [decision] = decide(snapshot(), [command(seats(1, 6))]);
    expect(decision?.reservation).toMatchObject({
      status: 'held',
      seats: [
        { seatNumber: 1, grade: 'VIP', price: 100_000 },
        { seatNumber: 6, grade: 'R', price: 70_000 },
      ],
      totalAmount: 170_000,
      createdAt: now,
      expiresAt: new Date('2026-05-01T11:10:00.000Z'),
      version: 1,
    });
  });

  it("counts seats held before and earlier in the batch towards an account's limit", () => {
    const accountId = 'usr_greedy';
    expect(
      codes(snapshot(), command(seats(1, 2), { accountId }), command(seats(3, 4, 5), { accountId })),
    ).toEqual(['held', 'seat_limit_exceeded']);
    expect(codes(snapshot({}, { liveSeats: () => 3 }), command(seats(1, 2)))).toEqual([
      'seat_limit_exceeded',
    ]);
    expect(codes(snapshot({}, { liveSeats: () => 3 }), command(seats(1)))).toEqual(['held']);
  });

  it('refuses an account without hold budget before it looks at seats', () => {
    const use: HoldUse = {
      end: 'expired',
      seats: 10,
      heldAt: new Date(now.getTime() - 600_000),
      endedAt: new Date(now.getTime() - 60_000),
    };
    const used = snapshot(
      { plan: null },
      {
        unpaidHolds: (accountId) =>
          accountId === 'usr_parking' ? { uses: [use], open: [] } : NO_UNPAID_HOLDS,
      },
    );
    const [refused] = decide(used, [command(seats(1), { accountId: 'usr_parking' }), command(seats(1))]);
    expect(refused?.outcome).toEqual({
      status: 'rejected',
      error: {
        code: 'hold_budget_used_up',
        retryAt: new Date(use.endedAt.getTime() + 5_400_000).toISOString(),
      },
    });
    expect(decide(used, [command(seats(1))])).toEqual([]);
    const off = snapshot({ holdBudgetSeatSeconds: 0 }, { unpaidHolds: () => ({ uses: [use], open: [] }) });
    expect(codes(off, command(seats(1)))).toEqual(['held']);
  });

  it('opens exactly at the opening time and closes exactly at the closing time', () => {
    const opensAt = onSale.saleOpensAt.getTime();
    const closesAt = onSale.saleClosesAt.getTime();
    const at = (ms: number) => codes(snapshot({}, { now: new Date(ms) }), command(seats(1)))[0];
    expect([at(opensAt - 1), at(opensAt), at(closesAt - 1), at(closesAt)]).toEqual([
      'sale_not_open',
      'held',
      'held',
      'sale_closed',
    ]);
  });

  it('refuses a fan without a pass, but only if the concert has a waiting room', () => {
    expect(codes(snapshot(), command(seats(1), { admitted: false }))).toEqual(['admission_required']);
    expect(codes(snapshot({ waitingRoomEnabled: false }), command(seats(1), { admitted: false }))).toEqual([
      'held',
    ]);
  });

  it('refuses unknown performances, performances of another concert and unknown seats', () => {
    expect(
      codes(
        snapshot(),
        command(seats(1), { performanceId: 'prf_2' }),
        command(seats(1), { concertId: 'con_2' }),
        command(seats(11)),
      ),
    ).toEqual(['performance_not_found', 'performance_not_found', 'seat_not_found']);
  });

  it('refuses seats of a category without a price as unavailable', () => {
    expect(codes(snapshot({ prices: new Map([...onSale.prices].slice(0, 1)) }), command(seats(6)))).toEqual([
      'seat_unavailable',
    ]);
  });

  describe('without the seat plan in memory', () => {
    const cold = snapshot({ plan: null }, { liveSeats: (accountId) => (accountId === 'usr_full' ? 4 : 0) });

    it('refuses without the plan if the refusal needs none', () => {
      const at = (ms: number) => ({ ...cold, now: new Date(ms) });
      expect(codes(cold, command(seats(1), { performanceId: 'prf_2' }))).toEqual(['performance_not_found']);
      expect(codes(at(onSale.saleOpensAt.getTime() - 1), command(seats(1)))).toEqual(['sale_not_open']);
      expect(codes(at(onSale.saleClosesAt.getTime()), command(seats(1)))).toEqual(['sale_closed']);
      expect(codes(cold, command(best(1), { admitted: false }))).toEqual(['admission_required']);
      expect(codes(cold, command(best(1), { accountId: 'usr_full' }))).toEqual(['seat_limit_exceeded']);
    });

    it('leaves a command and all later ones of its concert undecided, and decides those of other concerts', () => {
      const other: PerformanceOnSale = { ...onSale, id: 'prf_9', concertId: 'con_9' };
      const performances = new Map([...cold.performances.entries(), [other.id, other]]);
      const theirs = { concertId: 'con_9', performanceId: 'prf_9' };
      const commands = [
        command(seats(1), { admitted: false }),
        command(seats(1), theirs),
        command(seats(1)),
        command(seats(1), { admitted: false }),
        command(best(2), theirs),
      ];
      const decisions = decide({ ...cold, performances }, commands);
      expect(decisions.map((decision) => commands.indexOf(decision.command))).toEqual([0, 1, 4]);
    });
  });

  it('decides at least one command, and leaves later ones undecided when time runs out', () => {
    let nowMs = 0;
    const slowly = (budgetMs: number) =>
      makeDecideHolds((prefix) => `${prefix}_${jobs}`, {
        budgetMs,
        nowMs: () => {
          nowMs += 100;
          return nowMs;
        },
      });
    const commands = [1, 2, 3, 4, 5, 6].map((seat) => command(seats(seat)));
    const decided = (budgetMs: number) =>
      slowly(budgetMs)(snapshot(), commands).map((decision) => decision.command);
    expect(decided(300)).toEqual(commands.slice(0, 3));
    expect(decided(1)).toEqual(commands.slice(0, 1));
    expect(decided(1_000)).toEqual(commands);
  });

  it('decides the same however often time runs out, and repeats no search', () => {
    const { plan: hall, looks } = watchedHall();
    const wishes = Array.from({ length: 40 }, (_, n) =>
      command({
        bestAvailable: {
          quantity: 1 + (n % 4),
          zone: 'Floor',
          adjacent: n % 3 > 0,
          preventOrphans: n % 5 > 0,
          accessible: 0,
        },
      }),
    );
    const sell = (budgetMs: number) => {
      let nowMs = 0;
      const nextMs = () => {
        nowMs += 1;
        return nowMs;
      };
      const taken = new Set<number>();
      const chosen: (readonly number[])[] = [];
      const decideSome = makeDecideHolds((prefix) => `${prefix}_1`, { budgetMs, nowMs: nextMs });
      const before = looks();
      for (let left = wishes; left.length > 0; left = wishes.slice(chosen.length)) {
        const house = snapshot({ plan: hall, isFree: (seatNumber) => !taken.has(seatNumber) });
        for (const { reservation } of decideSome(house, left)) {
          const seatNumbers = reservation?.seats.map((seat) => seat.seatNumber) ?? [];
          chosen.push(seatNumbers);
          for (const seatNumber of seatNumbers) taken.add(seatNumber);
        }
      }
      return { chosen, looks: looks() - before };
    };
    const [atOnce, inParts] = [sell(1_000), sell(9)];
    expect(atOnce.chosen.flat()).toHaveLength(100);
    expect(inParts).toEqual(atOnce);
  });

  it('sees seats released and prices changed since time ran out', () => {
    const decideOne = makeDecideHolds((prefix) => `${prefix}_1`, { budgetMs: 0, nowMs: () => 0 });
    const first = (performance: Partial<PerformanceOnSale>) =>
      decideOne(snapshot(performance), [command(best(1)), command(best(1))])[0]?.reservation?.seats[0];
    expect(first({ isFree: (seatNumber) => seatNumber > 1 && seatNumber <= 10 })?.seatNumber).toBe(2);
    expect(first({})?.seatNumber).toBe(1);
    const dearer = new Map(
      [...onSale.prices].map(([category, { grade, price }]) => [category, { grade, price: price * 2 }]),
    );
    expect(first({ prices: dearer })).toMatchObject({ seatNumber: 1, price: 200_000 });
    const restOnly = new Map([...onSale.prices].slice(1));
    expect(first({ prices: restOnly })?.seatNumber).toBe(6);
  });

  it('chooses the best seats that earlier commands left', () => {
    const decisions = decide(snapshot(), [command(seats(1, 2)), command(best(2)), command(best(4))]);
    expect(decisions.map(({ reservation }) => reservation?.seats.map((seat) => seat.seatNumber))).toEqual([
      [1, 2],
      [3, 4],
      [5, 6, 7, 8],
    ]);
  });

  it('sells no seat twice and exceeds no limit, in any order of commands', () => {
    const wish = fc.record({
      account: fc.integer({ min: 1, max: 5 }),
      request: fc.oneof(
        fc
          .uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 })
          .map((n) => seats(...n)),
        fc.integer({ min: 1, max: 4 }).map(best),
      ),
    });
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 30 }), (wishes) => {
        const decisions = decide(
          snapshot(),
          wishes.map(({ account, request }) => command(request, { accountId: `usr_${account}` })),
        );
        const taken = decisions.flatMap(
          ({ reservation }) => reservation?.seats.map((seat) => seat.seatNumber) ?? [],
        );
        expect(new Set(taken).size).toBe(taken.length);
        for (const account of [1, 2, 3, 4, 5]) {
          const mine = decisions.filter(({ reservation }) => reservation?.accountId === `usr_${account}`);
          expect(mine.flatMap(({ reservation }) => reservation?.seats ?? []).length).toBeLessThanOrEqual(4);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
