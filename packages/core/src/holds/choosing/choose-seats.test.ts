import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readVenueImport } from '../../programme/read-venue-import.ts';
import { bestGroup } from './adjacent-seats.ts';
import { type BestAvailable, makeSeatChooser } from './choose-seats.ts';
import { makeSeatPlan, type PlannedSeat, type SeatPlan } from './seat-plan.ts';

const stage = { x: 0, y: 0 };
const prices = new Map([
  ['front', { grade: 'VIP', price: 100_000 }],
  ['rest', { grade: 'R', price: 100_000 }],
]);

/** One row per string, front to back: `.` seat, `a` accessible seat, `_` aisle; centred. */
function house(...rows: string[]) {
  const seats: PlannedSeat[] = [];
  rows.forEach((row, r) => {
    [...row].forEach((kind, c) => {
      if (kind === '_') return;
      seats.push({
        seatNumber: seats.length + 1,
        seatGuid: `g${seats.length + 1}`,
        zone: 'Floor',
        row: String(r + 1),
        zoneIndex: 0,
        rowIndex: r,
        label: `${r + 1}-${c + 1}`,
        category: r === 0 ? 'front' : 'rest',
        accessible: kind === 'a',
        x: c - (row.length - 1) / 2,
        y: r + 1,
      });
    });
  });
  return makeSeatPlan(seats, stage);
}

const wish = (quantity: number, more: Partial<BestAvailable> = {}): BestAvailable => ({
  quantity,
  adjacent: true,
  preventOrphans: true,
  accessible: 0,
  ...more,
});

const all = () => true;
const except =
  (...gone: number[]) =>
  (seat: number) =>
    !gone.includes(seat);

const chooseSeats = (plan: SeatPlan, isFree: (seat: number) => boolean, asked: BestAvailable) =>
  makeSeatChooser(plan, prices, isFree).choose(asked);

const chosen = (result: ReturnType<typeof chooseSeats>) =>
  result.ok ? result.value.map((seat) => seat.seatNumber).sort((a, b) => a - b) : result.error.code;

describe('best available', () => {
  it('takes the group nearest to the stage', () => {
    expect(chosen(chooseSeats(house('.......', '.......'), all, wish(3)))).toEqual([3, 4, 5]);
  });

  it('keeps a group in one row and on one side of an aisle', () => {
    expect(chosen(chooseSeats(house('.._..', '.......'), all, wish(3)))).toEqual([7, 8, 9]);
    expect(chosen(chooseSeats(house('.._..'), all, wish(3)))).toBe('no_adjacent_seats');
  });

  it('prefers a group that strands no single seat, even one farther away', () => {
    expect(chosen(chooseSeats(house('...', '....'), all, wish(2)))).toEqual([4, 5]);
  });

  it('strands a single seat rather than refuse', () => {
    expect(chosen(chooseSeats(house('...'), all, wish(2)))).toHaveLength(2);
  });

  it('ignores single seats if the request allows them', () => {
    expect(chosen(chooseSeats(house('...', '....'), all, wish(2, { preventOrphans: false })))).toEqual([
      1, 2,
    ]);
  });

  it('keeps accessible seats for requests that need them until no other is left', () => {
    const plan = house('a..', '...');
    expect(chosen(chooseSeats(plan, except(2, 3), wish(1)))).toEqual([4]);
    expect(chosen(chooseSeats(plan, except(2, 3, 4, 5, 6), wish(1)))).toEqual([1]);
  });

  it('seats companions beside an accessible seat', () => {
    expect(chosen(chooseSeats(house('...a'), all, wish(2, { accessible: 1 })))).toEqual([3, 4]);
    expect(chosen(chooseSeats(house('....'), all, wish(2, { accessible: 1 })))).toBe('not_enough_seats');
  });

  it('chooses within the grade and zone asked for', () => {
    const plan = house('....', '....');
    expect(chosen(chooseSeats(plan, all, wish(2, { grade: 'R' })))).toEqual([5, 6]);
    expect(chosen(chooseSeats(plan, all, wish(1, { zone: 'Balcony' })))).toBe('not_enough_seats');
  });

  it('splits a group only if the request accepts it', () => {
    const plan = house('....');
    const free = except(2);
    expect(chosen(chooseSeats(plan, free, wish(3)))).toBe('no_adjacent_seats');
    expect(chosen(chooseSeats(plan, free, wish(3, { adjacent: false })))).toEqual([1, 3, 4]);
    expect(chosen(chooseSeats(plan, free, wish(4, { adjacent: false })))).toBe('not_enough_seats');
  });

  it('takes separate seats rather than strand one or take an accessible one', () => {
    const apart = wish(2, { adjacent: false });
    expect(chosen(chooseSeats(house('....', '.'), except(1), apart))).toEqual([2, 5]);
    expect(chosen(chooseSeats(house('a.', '.'), all, apart))).toEqual([2, 3]);
  });

  it('splits a group into as few parts as possible without stranding a seat', () => {
    const split = wish(4, { adjacent: false });
    expect(chosen(chooseSeats(house('.', '.', '..', '..'), all, split))).toEqual([3, 4, 5, 6]);
    expect(chosen(chooseSeats(house('...', '..', '..'), all, split))).toEqual([4, 5, 6, 7]);
  });

  it('counts a stranded seat of any grade', () => {
    const graded = (vip: number) =>
      makeSeatPlan(
        house('.....', '.....')
          .blocks.flat()
          .map((seat) => ({ ...seat, category: (seat.seatNumber - 1) % 5 < vip ? 'front' : 'rest' })),
        stage,
      );
    expect(chosen(chooseSeats(graded(4), except(1, 2), wish(2, { grade: 'VIP' })))).not.toEqual([3, 4]);
    expect(chosen(chooseSeats(graded(3), all, wish(2, { grade: 'VIP' })))).toEqual([1, 2]);
  });

  it('does not count a seat that was already single', () => {
    expect(chosen(chooseSeats(house('._..'), all, wish(2)))).toEqual([2, 3]);
    expect(chosen(chooseSeats(house('...', '..'), except(2), wish(1)))).toHaveLength(1);
    expect(chosen(chooseSeats(house('...', '..'), except(2), wish(1)))).not.toEqual([4]);
  });

  it('never chooses seats of a category without a price', () => {
    const front = makeSeatChooser(house('..', '..'), new Map([...prices].slice(0, 1)), all);
    expect(chosen(front.choose(wish(2, { adjacent: false })))).toEqual([1, 2]);
    expect(chosen(front.choose(wish(3, { adjacent: false })))).toBe('not_enough_seats');
    expect(chosen(front.choose(wish(1, { grade: 'R' })))).toBe('not_enough_seats');
  });

  it('finds the same seats as a full search in a standing area, one row of hundreds, while it fills', () => {
    const plan = house('.'.repeat(300));
    const wishes = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.boolean(), fc.boolean()), {
      minLength: 20,
      maxLength: 60,
    });
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 300, maxLength: 300 }), wishes, (free, asked) => {
        const chooser = makeSeatChooser(plan, prices, (number) => free[number - 1] === true);
        for (const [quantity, preventOrphans, adjacent] of asked) {
          const one = wish(quantity, { preventOrphans, adjacent });
          const found = chooser.choose(one);
          expect(found).toEqual(chooseSeats(plan, (number) => free[number - 1] === true, one));
          const [seats = []] = plan.blocks;
          const block = { seats, free: seats.map((seat) => free[seat.seatNumber - 1] === true) };
          const group = bestGroup(block, { from: 0, to: seats.length }, () => true, one);
          if (adjacent) expect(found.ok ? found.value : null).toEqual(group?.seats ?? null);
          for (const { seatNumber } of found.ok ? found.value : []) {
            free[seatNumber - 1] = false;
            chooser.take(seatNumber);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it('chooses among the seats that are still free', () => {
    const chooser = makeSeatChooser(house('....', '....'), prices, all);
    const asked = wish(2);
    expect(chosen(chooser.choose(asked))).toEqual([1, 2]);
    for (const seat of [1, 2]) chooser.take(seat);
    expect(chosen(chooser.choose(asked))).toEqual([3, 4]);
    for (const seat of [3, 4]) chooser.take(seat);
    expect(chosen(chooser.choose(asked))).toEqual([5, 6]);
    for (const seat of [5, 6, 7]) chooser.take(seat);
    expect(chosen(chooser.choose(asked))).toBe('not_enough_seats');
  });
});

describe('in a plan whose rows and zones share names', () => {
  /** Rows of six seats, 25 apart, each given as seat names by place, in either direction. */
  const imported = (
    zones: readonly {
      readonly name: string;
      readonly rows: readonly {
        readonly name: string;
        readonly y: number;
        readonly xs?: readonly number[];
      }[];
    }[],
  ): SeatPlan => {
    const read = readVenueImport({
      name: 'Hall',
      address: 'Seoul',
      seatingPlan: {
        name: '',
        categories: [{ name: 'rest' }],
        size: { width: 200, height: 200 },
        zones: zones.map(({ name, rows }, z) => ({
          name,
          position: { x: 50, y: 100 },
          rows: rows.map((row, r) => ({
            row_number: row.name,
            position: { x: 0, y: row.y },
            seats: (row.xs ?? [0, 25, 50, 75, 100, 125]).map((x, s) => ({
              seat_guid: `${z}-${r}-${s}`,
              seat_number: '',
              position: { x, y: 0 },
              category: 'rest',
            })),
          })),
        })),
      },
    });
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    return makeSeatPlan(read.value.seats, read.value.focalPoint);
  };
  const main = (...rows: { name: string; y: number }[]) => imported([{ name: 'Main', rows }]);
  const twoZones = imported([
    { name: 'Main', rows: [{ name: '1', y: 0 }] },
    { name: 'Main', rows: [{ name: '1', y: 25 }] },
  ]);

  it.each([
    ['blank rows', main({ name: '', y: 0 }, { name: '', y: 25 })],
    ['rows of one name', main({ name: '1', y: 0 }, { name: '1', y: 25 })],
    ['zones of one name', twoZones],
  ])('%s give seats side by side, and no refusal while four are free side by side', (_, plan) => {
    expect(chosen(chooseSeats(plan, all, wish(2)))).toEqual([3, 4]);
    const front = (seat: number) => seat <= 6;
    expect(chosen(chooseSeats(plan, front, wish(2)))).toEqual([3, 4]);
    expect(chosen(chooseSeats(plan, front, wish(4)))).toEqual([1, 2, 3, 4]);
    const behindEachOther = (seat: number) => seat === 3 || seat === 9;
    expect(chosen(chooseSeats(plan, behindEachOther, wish(2)))).toBe('no_adjacent_seats');
  });

  it('rows listed in alternating directions have no neighbours at the turn', () => {
    const back = [125, 100, 75, 50, 25, 0];
    const plan = imported([
      {
        name: 'Main',
        rows: [
          { name: '', y: 0 },
          { name: '', y: 35, xs: back },
          { name: '', y: 70 },
        ],
      },
    ]);
    const atTheTurn = (seat: number) => seat === 6 || seat === 7;
    expect(chosen(chooseSeats(plan, atTheTurn, wish(2)))).toBe('no_adjacent_seats');
    expect(chosen(chooseSeats(plan, (seat) => seat > 6 && seat < 9, wish(2)))).toEqual([7, 8]);
  });

  it('a seat left alone in its row is an orphan, although a seat behind it is free', () => {
    const plan = main({ name: '', y: 0 }, { name: '', y: 25 });
    const three = (seat: number) => [2, 3, 4, 8, 9].includes(seat);
    expect(chosen(chooseSeats(plan, three, wish(2)))).toEqual([8, 9]);
  });

  it('a zone asked for by name is any zone of that name', () => {
    expect(chosen(chooseSeats(twoZones, (seat) => seat > 6, wish(2, { zone: 'Main' })))).toEqual([9, 10]);
  });
});
