import { drawSeat, kindsFor } from './draw-seat.ts';
import type { Palette } from './palette.ts';

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

/** Draws the seats of so many grades that are so many device pixels apart. */
export function makeSprites(palette: Palette, seatPx: number, grades: number): Sprites {
  const kinds = kindsFor(grades);
  const size = Math.ceil(seatPx) + 1;
  const phases = size <= 10 ? 4 : size <= 24 ? 2 : 1;
  const canvas = document.createElement('canvas');
  canvas.width = size * phases * phases;
  canvas.height = size * kinds;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (pen === null) throw new Error('the browser has no 2D canvas');
  for (let kind = 0; kind < kinds; kind += 1)
    for (let phase = 0; phase < phases * phases; phase += 1) {
      // The middle of a picture is half a pixel less: places are rounded down by up to a pixel.
      const x = size * phase + (size - 1) / 2 + (phase % phases) / phases;
      const y = size * kind + (size - 1) / 2 + Math.floor(phase / phases) / phases;
      drawSeat(pen, palette, kind, x, y, seatPx);
    }
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  return { size, phases, stride: canvas.width, pixels: new Uint32Array(data.buffer) };
}
