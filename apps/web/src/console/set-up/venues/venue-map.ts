import type { components } from '@concert-mania/client/api.d';

export type Venue = components['schemas']['Venue'];

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A small drawing of a venue: a box for each section, and the stage. */
export interface VenueMap {
  readonly viewBox: string;
  readonly sections: readonly (Box & { readonly name: string; readonly seats: number })[];
  readonly stage: { readonly x: number; readonly y: number; readonly radius: number };
}

/** The side of the smallest box, as a part of the drawing. A single row of seats has no height. */
const SMALLEST = 0.03;
const MARGIN = 0.05;

export function drawVenue({ sections, focalPoint }: Pick<Venue, 'sections' | 'focalPoint'>): VenueMap {
  const boxes = [{ ...focalPoint, width: 0, height: 0 }, ...sections.map(({ box }) => box)];
  const left = Math.min(...boxes.map(({ x }) => x));
  const top = Math.min(...boxes.map(({ y }) => y));
  const width = Math.max(...boxes.map((box) => box.x + box.width)) - left;
  const height = Math.max(...boxes.map((box) => box.y + box.height)) - top;
  const size = Math.max(width, height, 1);
  const margin = MARGIN * size;
  return {
    viewBox: [left - margin, top - margin, width + 2 * margin, height + 2 * margin].join(' '),
    sections: sections.map(({ name, seats, box }) => ({ name, seats, ...grown(box, SMALLEST * size) })),
    stage: { ...focalPoint, radius: margin / 2 },
  };
}

function grown({ x, y, width, height }: Box, smallest: number): Box {
  const [wider, higher] = [Math.max(width, smallest), Math.max(height, smallest)];
  return { x: x - (wider - width) / 2, y: y - (higher - height) / 2, width: wider, height: higher };
}
