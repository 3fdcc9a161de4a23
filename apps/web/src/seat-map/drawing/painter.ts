import type { Hall } from '../hall/hall.ts';
import type { SeatStates } from '../hall/seat-states.ts';
import type { SeatLayout } from '../seat-layout.ts';
import { levelAt } from '../view/level.ts';
import { seenBounds, toScreen, type Viewport } from '../view/viewport.ts';
import { drawStage, drawZones, type HallScene } from './draw-hall.ts';
import { drawNamesInFront, drawRowNames, drawSeatNumbers, drawZoneNames } from './draw-labels.ts';
import { drawChosen, drawRing } from './draw-marks.ts';
import { type Palette, readPalette } from './palette.ts';
import { makeSeatLayer } from './seat-layer.ts';
import { makeTextWidths } from './text-widths.ts';

/** The words on the map. */
export interface MapWords {
  readonly stage: string;
  /** For a share from 0 to 1. */
  readonly free: (share: number) => string;
}

/** Everything that a picture of the map shows. Seats are indices. */
export interface Picture {
  readonly view: Viewport;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
  readonly words: MapWords;
  readonly chosen: ReadonlySet<number>;
  readonly hovered: number | null;
  /** The seat at which the keyboard is, if the map has the focus. */
  readonly cursor: number | null;
  /** Shows sections in place of their seats. */
  readonly isRough: boolean;
}

export interface Painter {
  /** Draws all of it anew. */
  paint(picture: Picture): void;
  /** After states changed. */
  refresh(): void;
  /** Reads the colours again. */
  readColours(): void;
  palette(): Palette;
}

const ROW_NAMES_PX = 12;

export function makePainter(
  canvas: HTMLCanvasElement,
  layout: SeatLayout,
  hall: Hall,
  states: SeatStates,
): Painter {
  const pen = canvas.getContext('2d', { alpha: false });
  if (pen === null) throw new Error('the browser has no 2D canvas');
  let palette = readPalette(canvas);
  const { accessible, label } = layout.seats;
  const seats = makeSeatLayer(hall, { accessible, grades: layout.grades.length }, states, palette);
  const found = new Uint32Array(hall.seats);
  const widthOf = makeTextWidths(pen);

  const drawDetails = (scene: HallScene, { view, ratio, words, isRough }: Picture) => {
    const level = isRough ? 'sections' : levelAt(hall.pitch * view.scale);
    drawZones(pen, scene, level === 'sections');
    if (level !== 'sections') {
      pen.setTransform(1, 0, 0, 1, 0, 0);
      seats.draw(pen, view, ratio);
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    }
    if (level === 'sections' || level === 'dots') drawZoneNames(pen, scene, words.free, level === 'dots');
    else {
      if (hall.pitch * view.scale >= ROW_NAMES_PX) drawRowNames(pen, scene);
      drawNamesInFront(pen, scene);
    }
    if (level === 'numbers') drawSeatNumbers(pen, scene, label, found);
  };
  return {
    paint: (picture) => {
      const { view, ratio, words, chosen, hovered, cursor } = picture;
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      pen.fillStyle = palette.background;
      pen.fillRect(0, 0, view.width, view.height);
      const at = (point: { x: number; y: number }) => toScreen(view, point);
      const scene = { hall, states, palette, seen: seenBounds(view), at, scale: view.scale, widthOf };
      drawStage(pen, scene, words.stage);
      drawDetails(scene, picture);
      for (const seat of chosen) drawChosen(pen, scene, seat);
      if (hovered !== null) drawRing(pen, scene, hovered, false);
      if (cursor !== null) drawRing(pen, scene, cursor, true);
    },
    refresh: seats.refresh,
    readColours: () => {
      palette = readPalette(canvas);
      seats.setPalette(palette);
    },
    palette: () => palette,
  };
}
