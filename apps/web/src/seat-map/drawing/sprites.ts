import type { Palette } from './palette.ts';
import { LOOKS, lookOfGrade, traceShape } from './seat-shapes.ts';

/** Pictures of seats at one size, as pixels. Small ones exist at fractions of a pixel. */
export interface Sprites {
  /** Width and height of one picture, in device pixels. */
  readonly size: number;
  /** Positions per pixel and axis. */
  readonly phases: number;
  /** Pixels of a line of the sheet. */
  readonly stride: number;
  /** A line of the sheet has the phases of one kind: those of x for the first y, and so on. */
  readonly pixels: Uint32Array;
}

export const HELD_KIND = 0;
export const SOLD_KIND = 1;
export const NOT_FOR_SALE_KIND = 2;
const FIRST_GRADE_KIND = 3;

/** The picture of a free seat. */
export const freeKind = (grade: number, isAccessible: boolean): number =>
  FIRST_GRADE_KIND + (grade % LOOKS) * 2 + Number(isAccessible);

const SHARE_OF_PITCH = 0.4;
/** A ring around the shape marks a place for a wheelchair. */
const RING_PX = 9;
const RING_RADIUS = 0.46;
const RINGED_SHARE = 0.72;

/** Draws the seats of so many grades that are so many device pixels apart. */
export function makeSprites(palette: Palette, seatPx: number, grades: number): Sprites {
  const kinds = FIRST_GRADE_KIND + Math.min(grades, LOOKS) * 2;
  const size = Math.ceil(seatPx) + 1;
  const phases = size <= 10 ? 4 : size <= 24 ? 2 : 1;
  const canvas = document.createElement('canvas');
  canvas.width = size * phases * phases;
  canvas.height = size * kinds;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (pen === null) throw new Error('the browser has no 2D canvas');
  for (let kind = 0; kind < kinds; kind += 1)
    for (let phase = 0; phase < phases * phases; phase += 1) {
      const x = size * phase + seatPx / 2 + (phase % phases) / phases;
      const y = size * kind + seatPx / 2 + Math.floor(phase / phases) / phases;
      drawKind(pen, palette, kind, x, y, seatPx);
    }
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  return { size, phases, stride: canvas.width, pixels: new Uint32Array(data.buffer) };
}

function drawKind(
  pen: CanvasRenderingContext2D,
  palette: Palette,
  kind: number,
  x: number,
  y: number,
  seatPx: number,
): void {
  const radius = seatPx * SHARE_OF_PITCH;
  switch (kind) {
    case HELD_KIND:
      pen.strokeStyle = palette.held;
      pen.lineWidth = Math.max(0.8, radius * 0.3);
      traceShape(pen, 'circle', x, y, radius * 0.72);
      pen.stroke();
      return;
    case SOLD_KIND:
      pen.fillStyle = palette.gone;
      traceShape(pen, 'circle', x, y, radius * 0.8);
      pen.fill();
      return;
    case NOT_FOR_SALE_KIND:
      pen.fillStyle = palette.gone;
      traceShape(pen, 'circle', x, y, radius * 0.3);
      pen.fill();
      return;
    default: {
      const { colour, shape } = lookOfGrade((kind - FIRST_GRADE_KIND) >> 1);
      pen.fillStyle = palette.grades[colour] ?? palette.text;
      const isRinged = (kind - FIRST_GRADE_KIND) % 2 === 1 && seatPx >= RING_PX;
      traceShape(pen, shape, x, y, isRinged ? radius * RINGED_SHARE : radius);
      pen.fill();
      if (!isRinged) return;
      pen.strokeStyle = pen.fillStyle;
      pen.lineWidth = Math.max(1, radius * 0.14);
      traceShape(pen, 'circle', x, y, seatPx * RING_RADIUS);
      pen.stroke();
    }
  }
}
