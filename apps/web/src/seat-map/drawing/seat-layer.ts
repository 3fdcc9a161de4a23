import { grown } from '../hall/geometry.ts';
import type { Hall } from '../hall/hall.ts';
import { FREE, HELD, type SeatStates, SOLD } from '../hall/seat-states.ts';
import { NO_GRADE } from '../hall/zones.ts';
import { seenBounds, type Viewport } from '../view/viewport.ts';
import { blitSeats } from './blit.ts';
import { freeKind, HELD_KIND, NOT_FOR_SALE_KIND, SOLD_KIND } from './draw-seat.ts';
import type { Palette } from './palette.ts';
import { makeSprites, type Sprites } from './sprites.ts';

/** Draws all seats in view, in one picture. */
export interface SeatLayer {
  draw(pen: CanvasRenderingContext2D, view: Viewport, ratio: number): void;
  /** After states changed. */
  refresh(): void;
  /** After the colours changed. */
  setPalette(palette: Palette): void;
}

/** Sizes of pictures that are kept, for zooming to and fro. */
const MOST_SHEETS = 24;
const SIZE_STEPS_PER_PX = 4;

export function makeSeatLayer(
  hall: Hall,
  { accessible, grades }: { readonly accessible: readonly boolean[]; readonly grades: number },
  states: SeatStates,
  first: Palette,
): SeatLayer {
  let palette = first;
  const kindOf = new Uint8Array(hall.seats);
  const seats = new Uint32Array(hall.seats);
  const sheets = new Map<number, Sprites>();
  const sheetFor = (seatPx: number): Sprites => {
    const key = Math.round(seatPx * SIZE_STEPS_PER_PX);
    const known = sheets.get(key);
    const sheet = known ?? makeSprites(palette, key / SIZE_STEPS_PER_PX, grades);
    if (known === undefined && sheets.size >= MOST_SHEETS) sheets.delete(sheets.keys().next().value ?? key);
    sheets.set(key, sheet);
    return sheet;
  };
  const layer = makePixelCanvas();
  let isStale = true;
  const readKinds = () => {
    for (let seat = 0; seat < hall.seats; seat += 1)
      kindOf[seat] = kindFor(states.of[seat], hall.gradeOf[seat] as number, accessible[seat] === true);
    isStale = false;
  };
  return {
    draw: (pen, view, ratio) => {
      if (isStale) readKinds();
      const scale = view.scale * ratio;
      const sprites = sheetFor(hall.pitch * scale);
      const seen = seenBounds(view);
      const count = hall.grid.collect(grown(seen, hall.pitch), seats);
      const area = layer.cleared(Math.round(view.width * ratio), Math.round(view.height * ratio));
      const { left, top } = seen;
      blitSeats(area, { seats, count, x: hall.x, y: hall.y, scale, left, top, kindOf }, sprites);
      layer.drawOnto(pen);
    },
    refresh: () => {
      isStale = true;
    },
    setPalette: (next) => {
      palette = next;
      sheets.clear();
    },
  };
}

function kindFor(state: number | undefined, grade: number, isAccessible: boolean): number {
  if (state === HELD) return HELD_KIND;
  if (state === SOLD) return SOLD_KIND;
  return state === FREE && grade !== NO_GRADE ? freeKind(grade, isAccessible) : NOT_FOR_SALE_KIND;
}

/** A canvas beside the screen whose pixels are written from script. */
function makePixelCanvas() {
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (pen === null) throw new Error('the browser has no 2D canvas');
  let image = pen.createImageData(1, 1);
  let pixels = new Uint32Array(image.data.buffer);
  return {
    cleared: (width: number, height: number) => {
      if (image.width === width && image.height === height) pixels.fill(0);
      else {
        [canvas.width, canvas.height] = [width, height];
        image = pen.createImageData(width, height);
        pixels = new Uint32Array(image.data.buffer);
      }
      return { width, height, pixels };
    },
    drawOnto: (target: CanvasRenderingContext2D) => {
      pen.putImageData(image, 0, 0);
      target.drawImage(canvas, 0, 0);
    },
  };
}
