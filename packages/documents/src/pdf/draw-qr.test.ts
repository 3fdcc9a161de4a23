import decodeQr from 'qr/decode.js';
import { expect, it } from 'vitest';
import { drawQr } from './draw-qr.ts';

const PIXELS = 4;

/** Paints the squares of the path, and reads them as a scanner does. */
function scan(operators: string): string {
  const [, scale, x] = /^q (\S+) 0 0 \S+ (\S+) \S+ cm/.exec(operators) ?? [];
  const quiet = Math.round(Number(x) / Number(scale));
  const modules = Math.round(136 / Number(scale));
  const width = modules * PIXELS;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (const [, left, top, wide] of operators.matchAll(/^(\d+) (\d+) (\d+) 1 re$/gm)) {
    const from = { x: (Number(left) + quiet) * PIXELS, y: (Number(top) + quiet) * PIXELS };
    for (let y = from.y; y < from.y + PIXELS; y += 1) {
      const start = (y * width + from.x) * 4;
      for (let at = start; at < start + Number(wide) * PIXELS * 4; at += 4) data.set([0, 0, 0], at);
    }
  }
  return decodeQr({ width, height: width, data });
}

it.each([
  'T1.01KB4Z8V6T0Q2M5X7C9N1P3R5T.01KB4Z8V6T0Q2M5X7C9N1P3R5U.60000.999999999.0A1B2C3D.'.padEnd(
    195,
    '8HJKMNP2QRST',
  ),
  'T1.01KB4Z8V6T0Q2M5X7C9N1P3R5T.01KB4Z8V6T0Q2M5X7C9N1P3R5U.1.1.0A1B2C3D.'.padEnd(173, 'Z0Y1X'),
])('draws a code that a scanner reads: %s', (code) => {
  expect(scan(drawQr(code, { x: 0, y: 0, size: 136 }))).toBe(code);
});
