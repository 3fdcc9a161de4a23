import type { Sprites } from './sprites.ts';

/** Pixels that pictures are copied into. */
export interface PixelArea {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint32Array;
}

/** Seats by index, their places in device pixels, and the number of each one's picture. */
export interface PlacedSeats {
  readonly seats: Uint32Array;
  readonly count: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly scale: number;
  readonly left: number;
  readonly top: number;
  readonly kindOf: Uint8Array;
}

/**
 * Copies the picture of every seat, without calls of the canvas for each: the time depends on the
 * area, and hardly on the number of seats. `left` and `top` are the place of the first pixel.
 */
export function blitSeats(area: PixelArea, placed: PlacedSeats, sprites: Sprites): void {
  const { seats, count, x, y, scale, left, top, kindOf } = placed;
  const { size, phases } = sprites;
  const half = (size - 1) / 2;
  for (let at = 0; at < count; at += 1) {
    const seat = seats[at] as number;
    const cornerX = ((x[seat] as number) - left) * scale - half;
    const cornerY = ((y[seat] as number) - top) * scale - half;
    const column = Math.floor(cornerX);
    const row = Math.floor(cornerY);
    const phaseX = Math.floor((cornerX - column) * phases);
    const phaseY = Math.floor((cornerY - row) * phases);
    const pictureX = (phaseY * phases + phaseX) * size;
    copy(area, sprites, pictureX, (kindOf[seat] as number) * size, column, row);
  }
}

/** Copies one picture. Leaves out its transparent pixels and those outside the area. */
function copy(area: PixelArea, sheet: Sprites, fromX: number, fromY: number, toX: number, toY: number): void {
  const firstColumn = Math.max(0, -toX);
  const lastColumn = Math.min(sheet.size, area.width - toX);
  const lastRow = Math.min(sheet.size, area.height - toY);
  for (let row = Math.max(0, -toY); row < lastRow; row += 1) {
    const from = (fromY + row) * sheet.stride + fromX;
    const to = (toY + row) * area.width + toX;
    for (let column = firstColumn; column < lastColumn; column += 1) {
      const pixel = sheet.pixels[from + column] as number;
      if (pixel !== 0) area.pixels[to + column] = pixel;
    }
  }
}
