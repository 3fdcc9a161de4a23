import type { PlanRow, PlanSeat, PlanZone, SeatingPlan } from '@concert-mania/core/catalogue/seating-plan';

/** A floor or balcony: circular rows around the stage, cut into blocks by aisles. In cm. */
export interface HallLevel {
  readonly name: string;
  /** Starts the ids of its seats. */
  readonly code: string;
  readonly blocks: readonly string[];
  readonly rows: number;
  readonly firstRowRadius: number;
  /** The angle that its rows span, as seen from the stage. */
  readonly spanDegrees: number;
  /** The category of a block's row; rows count from 1. */
  readonly categoryOf: (block: string, row: number) => string;
  /** The rows in which the seats beside the aisles are for wheelchairs. */
  readonly accessibleRows: readonly number[];
}

export interface HallDesign {
  readonly name: string;
  readonly categories: readonly { readonly name: string; readonly color: string }[];
  readonly levels: readonly HallLevel[];
}

/** A hall's plan, the stage its seats look at, and the ids of the seats for wheelchairs. */
export interface Hall {
  readonly plan: SeatingPlan;
  readonly focalPoint: { readonly x: number; readonly y: number };
  readonly accessibleSeats: ReadonlySet<string>;
}

const SEAT_WIDTH = 50;
const ROW_DEPTH = 90;
const AISLE_WIDTH = 120;
const MARGIN = 200;

/**
 * Makes the plan of a hall. As in Korean halls, rows count from the stage, and the seats of a row
 * count on from block to block.
 */
export function makeHall(design: HallDesign): Hall {
  const radius = Math.max(...design.levels.map((level) => level.firstRowRadius + level.rows * ROW_DEPTH));
  const stage = { x: radius + MARGIN, y: MARGIN };
  const accessibleSeats = new Set<string>();
  const zones = design.levels.flatMap((level) => layLevel(level, stage, accessibleSeats));
  return {
    plan: {
      name: design.name,
      categories: design.categories,
      zones,
      size: { width: 2 * stage.x, height: radius + 2 * MARGIN },
    },
    focalPoint: stage,
    accessibleSeats,
  };
}

function layLevel(level: HallLevel, stage: Hall['focalPoint'], accessible: Set<string>): readonly PlanZone[] {
  const rowsOf = new Map<string, PlanRow[]>(level.blocks.map((block) => [block, []]));
  for (let row = 1; row <= level.rows; row += 1) {
    let nextSeat = 1;
    level.blocks.forEach((block, index) => {
      const seats = layRow(level, block, index, row, nextSeat);
      nextSeat += seats.length;
      rowsOf.get(block)?.push({ row_number: `${row}`, position: { x: 0, y: 0 }, seats });
      if (!level.accessibleRows.includes(row)) return;
      for (const seat of [...seats.slice(0, 2), ...seats.slice(-2)]) accessible.add(seat.seat_guid);
    });
  }
  return level.blocks.map((block) => ({
    name: `${level.name} ${block}구역`,
    position: stage,
    rows: rowsOf.get(block) ?? [],
  }));
}

function layRow(
  level: HallLevel,
  block: string,
  blockIndex: number,
  row: number,
  firstSeat: number,
): readonly PlanSeat[] {
  const radius = level.firstRowRadius + (row - 1) * ROW_DEPTH;
  const span = (level.spanDegrees * Math.PI) / 180;
  const blockSpan = span / level.blocks.length;
  const count = Math.floor((blockSpan * radius - AISLE_WIDTH) / SEAT_WIDTH);
  const middle = -span / 2 + (blockIndex + 0.5) * blockSpan;
  return Array.from({ length: Math.max(count, 0) }, (_, index) => {
    const angle = middle + ((index - (count - 1) / 2) * SEAT_WIDTH) / radius;
    return {
      seat_guid: `${level.code}-${block}-${row}-${firstSeat + index}`,
      seat_number: `${firstSeat + index}`,
      position: { x: Math.round(radius * Math.sin(angle)), y: Math.round(radius * Math.cos(angle)) },
      category: level.categoryOf(block, row),
    };
  });
}

const BLOCKS = ['A', 'B', 'C', 'D', 'E'] as const;
const CENTRE_BLOCKS: readonly string[] = ['B', 'C', 'D'];

/** A concert hall of about 2,000 seats on three levels, in the categories VIP, R, S and A. */
export const CONCERT_HALL: HallDesign = {
  name: '한빛콘서트홀',
  categories: [
    { name: 'VIP', color: '#7b2d8b' },
    { name: 'R', color: '#c0392b' },
    { name: 'S', color: '#2471a3' },
    { name: 'A', color: '#1e8449' },
  ],
  levels: [
    {
      name: '1층',
      code: '1F',
      blocks: BLOCKS,
      rows: 19,
      firstRowRadius: 1_300,
      spanDegrees: 100,
      categoryOf: (block, row) => {
        if (row <= 9 && CENTRE_BLOCKS.includes(block)) return 'VIP';
        return row <= 13 ? 'R' : 'S';
      },
      accessibleRows: [19],
    },
    {
      name: '2층',
      code: '2F',
      blocks: BLOCKS,
      rows: 6,
      firstRowRadius: 3_300,
      spanDegrees: 76,
      categoryOf: (_block, row) => (row <= 3 ? 'S' : 'A'),
      accessibleRows: [6],
    },
    {
      name: '3층',
      code: '3F',
      blocks: BLOCKS,
      rows: 5,
      firstRowRadius: 4_000,
      spanDegrees: 66,
      categoryOf: () => 'A',
      accessibleRows: [],
    },
  ],
};

const letters = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => String.fromCharCode('A'.charCodeAt(0) + index));
const inTheMiddle = (blocks: readonly string[], block: string, count: number): boolean =>
  Math.abs(blocks.indexOf(block) - (blocks.length - 1) / 2) < count / 2;
const FLOOR_BLOCKS = letters(7);
const BOWL_BLOCKS = letters(14);

/** An arena of about 15,000 seats in five categories: a floor and three tiers around a stage. */
export const ARENA: HallDesign = {
  name: '한빛아레나',
  categories: [
    { name: 'VIP', color: '#7b2d8b' },
    { name: 'SR', color: '#d35400' },
    { name: 'R', color: '#c0392b' },
    { name: 'S', color: '#2471a3' },
    { name: 'A', color: '#1e8449' },
  ],
  levels: [
    {
      name: '플로어',
      code: 'FL',
      blocks: FLOOR_BLOCKS,
      rows: 26,
      firstRowRadius: 1_500,
      spanDegrees: 90,
      categoryOf: (block, row) => (row <= 20 && inTheMiddle(FLOOR_BLOCKS, block, 5) ? 'VIP' : 'SR'),
      accessibleRows: [26],
    },
    {
      name: '1층',
      code: '1F',
      blocks: BOWL_BLOCKS,
      rows: 20,
      firstRowRadius: 4_200,
      spanDegrees: 170,
      categoryOf: (block, row) => (row <= 8 && inTheMiddle(BOWL_BLOCKS, block, 8) ? 'SR' : 'R'),
      accessibleRows: [1, 20],
    },
    {
      name: '2층',
      code: '2F',
      blocks: BOWL_BLOCKS,
      rows: 14,
      firstRowRadius: 6_300,
      spanDegrees: 160,
      categoryOf: (block, row) => (row <= 5 && inTheMiddle(BOWL_BLOCKS, block, 8) ? 'R' : 'S'),
      accessibleRows: [14],
    },
    {
      name: '3층',
      code: '3F',
      blocks: BOWL_BLOCKS,
      rows: 8,
      firstRowRadius: 7_800,
      spanDegrees: 150,
      categoryOf: () => 'A',
      accessibleRows: [],
    },
  ],
};
