import type { Weight } from './fonts.ts';

/** Measures of the ticket file in points, on A4. `y` grows downwards. */
export const PAGE = { width: 595.28, height: 841.89 } as const;
export const TICKET = { width: 523, height: 226 } as const;
export const TICKETS_PER_PAGE = 3;
const TOP = 66;
const GAP = 14;
export const SIDE = (PAGE.width - TICKET.width) / 2;

const BAND = 7;
const PADDING = 20;
const STUB_WIDTH = 176;
const QR_SIZE = 136;

/** The places of a ticket's parts. `row` counts from 0 on a page. */
export function placesOf(row: number) {
  const x = SIDE;
  const y = TOP + row * (TICKET.height + GAP);
  const stub = x + TICKET.width - STUB_WIDTH;
  const facts = { x: x + BAND + PADDING, y: y + 18, width: TICKET.width - STUB_WIDTH - BAND - 2 * PADDING };
  const third = facts.width / 3;
  return {
    ticket: { x, y },
    band: BAND,
    stub: { x: stub, y, width: STUB_WIDTH },
    facts,
    seat: { x: facts.x, y: facts.y + 141, width: facts.width },
    /** Grade, price and holder stand side by side. */
    column: (index: 0 | 1 | 2) => ({ x: facts.x + index * third, y: facts.y + 177, width: third - 8 }),
    qr: { x: stub + (STUB_WIDTH - QR_SIZE) / 2, y: y + 14, size: QR_SIZE },
  };
}

/** A fact's value stands this far below its label. */
export const VALUE_BELOW = 11;

export interface Line {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
  readonly weight?: Weight;
  readonly color?: string;
  readonly align?: 'left' | 'right' | 'center';
  /** The line shrinks down to this size before it is cut. */
  readonly smallest?: number;
  /** How many lines the text may take; 1 by default. */
  readonly lines?: number;
}

export const INK = '#191924';
export const SOFT = '#5b5b6b';
