import { generate } from 'lean-qr';
import { toSvgSource } from 'lean-qr/extras/svg';

/** Scanners need a white frame of four modules (ISO/IEC 18004). */
const QUIET_MODULES = 4;
const MODULE_PIXELS = 10;

/** A text as a QR code, black on white. Throws if it needs a larger version than `maxVersion`. */
export const qrSvg = (text: string, maxVersion = 40): string =>
  toSvgSource(generate(text, { maxVersion }), {
    pad: QUIET_MODULES,
    scale: MODULE_PIXELS,
    on: 'black',
    off: 'white',
  });
