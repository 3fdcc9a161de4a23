import { type Bounds, middleOf, overlap, type Point } from '../hall/geometry.ts';
import type { Hall } from '../hall/hall.ts';
import type { SeatStates } from '../hall/seat-states.ts';
import type { Zone } from '../hall/zones.ts';
import type { Palette } from './palette.ts';
import { lookOfGrade } from './seat-shapes.ts';
import type { TextWidths } from './text-widths.ts';

/** How the hall is drawn: by `at` into the units of the pen. */
export interface HallScene {
  readonly hall: Hall;
  readonly states: SeatStates;
  readonly palette: Palette;
  readonly seen: Bounds;
  readonly at: (point: Point) => Point;
  /** Units of the pen per unit of the hall. */
  readonly scale: number;
  readonly widthOf: TextWidths;
}

const FAINTEST = 0.08;
/** Names stay readable on it. */
const STRONGEST = 0.5;

/** Filled zones have the colour of their grade, the stronger the more seats are free. */
export function drawZones(pen: CanvasRenderingContext2D, scene: HallScene, isFilled: boolean): void {
  const { hall, states, palette, seen } = scene;
  hall.zones.forEach((zone, number) => {
    if (!overlap(zone.bounds, seen)) return;
    trace(pen, scene, zone.outline);
    pen.fillStyle = palette.surface;
    pen.fill();
    if (isFilled) tint(pen, zone, palette, (states.freeOf[number] ?? 0) / zone.seats);
    pen.strokeStyle = palette.border;
    pen.lineWidth = 1;
    pen.stroke();
  });
}

function tint(pen: CanvasRenderingContext2D, zone: Zone, palette: Palette, free: number): void {
  const colour =
    zone.grade === null || free === 0 ? palette.gone : palette.grades[lookOfGrade(zone.grade).colour];
  pen.globalAlpha = free === 0 ? 1 : FAINTEST + (STRONGEST - FAINTEST) * free;
  pen.fillStyle = colour ?? palette.gone;
  pen.fill();
  pen.globalAlpha = 1;
}

function trace(pen: CanvasRenderingContext2D, { at }: HallScene, outline: readonly Point[]): void {
  pen.beginPath();
  outline.forEach((corner, index) => {
    const { x, y } = at(corner);
    if (index === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  });
  pen.closePath();
}

const LEAST_NAME_PX = 11;
const MOST_NAME_PX = 18;
const NAME_SHARE = 0.45;
/** Around the name of a stage that is smaller than its name. */
const AROUND_NAME_PX = 6;

/** The stage. With a name it is at least large enough for it. */
export function drawStage(
  pen: CanvasRenderingContext2D,
  { hall, palette, at, scale }: HallScene,
  name: string,
): void {
  const { x, y } = at(middleOf(hall.stage));
  let width = (hall.stage.right - hall.stage.left) * scale;
  let depth = (hall.stage.bottom - hall.stage.top) * scale;
  const size = Math.max(LEAST_NAME_PX, Math.min(MOST_NAME_PX, depth * NAME_SHARE));
  if (name !== '') {
    pen.font = `700 ${size}px ${palette.font}`;
    width = Math.max(width, pen.measureText(name).width + 2 * AROUND_NAME_PX);
    depth = Math.max(depth, size + AROUND_NAME_PX);
  }
  pen.beginPath();
  pen.roundRect(x - width / 2, y - depth / 2, width, depth, Math.min(depth * 0.25, 10));
  pen.fillStyle = palette.muted;
  pen.fill();
  pen.fillStyle = palette.surface;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText(name, x, y);
}
