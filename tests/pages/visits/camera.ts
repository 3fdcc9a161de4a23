import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'lean-qr';

const WIDTH = 640;
const HEIGHT = 480;
const BLACK = 16;
const GREY = 128;
const BORDER_MODULES = 4;

/** The file that the browser takes for its camera. It is read when a page starts the camera. */
export const cameraPicture = join(mkdtempSync(join(tmpdir(), 'concert-mania-camera-')), 'camera.y4m');

export const CAMERA_ARGUMENTS = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  `--use-file-for-fake-video-capture=${cameraPicture}`,
];

/** A video (YUV4MPEG2) of a QR code that does not move. */
export function videoOfCode(code: string): Buffer {
  const modules = generate(code);
  const size = modules.size + 2 * BORDER_MODULES;
  const luma = Buffer.alloc(WIDTH * HEIGHT, 255);
  const modulePixels = Math.floor(HEIGHT / size);
  for (let y = 0; y < size * modulePixels; y += 1) {
    for (let x = 0; x < size * modulePixels; x += 1) {
      const [down, across] = [y, x].map((pixel) => Math.floor(pixel / modulePixels) - BORDER_MODULES);
      if (modules.get(across ?? 0, down ?? 0)) luma[y * WIDTH + x] = BLACK;
    }
  }
  const head = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, Buffer.alloc((WIDTH * HEIGHT) / 2, GREY)]);
  return Buffer.concat([head, frame, frame]);
}
