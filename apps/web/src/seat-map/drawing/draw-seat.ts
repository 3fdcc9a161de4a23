import type { Palette } from './palette.ts';
import { LOOKS, lookOfGrade, SHAPE_PATHS, type Shape } from './seat-shapes.ts';

/** Kinds of seats that look alike. */
export const HELD_KIND = 0;
export const SOLD_KIND = 1;
export const NOT_FOR_SALE_KIND = 2;
const FIRST_GRADE_KIND = 3;

/** The kind of a free seat. */
export const freeKind = (grade: number, isAccessible: boolean): number =>
  FIRST_GRADE_KIND + (grade % LOOKS) * 2 + Number(isAccessible);

/** All kinds in a hall with so many grades. */
export const kindsFor = (grades: number): number => FIRST_GRADE_KIND + Math.min(grades, LOOKS) * 2;

const SHARE_OF_PITCH = 0.4;
/** A ring around the shape marks a place for a wheelchair. */
const RING_PX = 9;
const RING_RADIUS = 0.46;
const RINGED_SHARE = 0.72;

const paths = new Map<Shape, Path2D>();

function pathOf(shape: Shape): Path2D {
  const known = paths.get(shape) ?? new Path2D(SHAPE_PATHS[shape]);
  paths.set(shape, known);
  return known;
}

/** Draws a seat at a distance of `seatPx` pixels from its neighbours. */
export function drawSeat(
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
      drawRing(pen, palette.held, x, y, radius * 0.72, Math.max(0.8, radius * 0.3));
      return;
    case SOLD_KIND:
      drawDisc(pen, palette.gone, x, y, radius * 0.8);
      return;
    case NOT_FOR_SALE_KIND:
      drawDisc(pen, palette.gone, x, y, radius * 0.3);
      return;
    default: {
      const { colour, shape } = lookOfGrade((kind - FIRST_GRADE_KIND) >> 1);
      const isRinged = (kind - FIRST_GRADE_KIND) % 2 === 1 && seatPx >= RING_PX;
      const fill = palette.grades[colour] ?? palette.text;
      const size = isRinged ? radius * RINGED_SHARE : radius;
      pen.save();
      pen.translate(x, y);
      pen.scale(size, size);
      pen.fillStyle = fill;
      pen.fill(pathOf(shape));
      pen.restore();
      if (isRinged) drawRing(pen, fill, x, y, seatPx * RING_RADIUS, Math.max(1, radius * 0.14));
    }
  }
}

function drawDisc(pen: CanvasRenderingContext2D, fill: string, x: number, y: number, radius: number): void {
  pen.beginPath();
  pen.arc(x, y, radius, 0, Math.PI * 2);
  pen.fillStyle = fill;
  pen.fill();
}

function drawRing(
  pen: CanvasRenderingContext2D,
  stroke: string,
  x: number,
  y: number,
  radius: number,
  width: number,
): void {
  pen.beginPath();
  pen.arc(x, y, radius, 0, Math.PI * 2);
  pen.strokeStyle = stroke;
  pen.lineWidth = width;
  pen.stroke();
}
