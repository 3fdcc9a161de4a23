import { correction, generate, mode } from 'lean-qr';

/** The white border around a QR code, in modules (ISO/IEC 18004). */
const QUIET_MODULES = 4;
/** Every code of a ticket fits this version. Choosing the best mask would take 0.2 ms of CPU. */
const FORM = {
  minVersion: 6,
  maxVersion: 6,
  minCorrectionLevel: correction.L,
  maxCorrectionLevel: correction.L,
  mask: 3,
} as const;
/** The characters that a QR code stores in 5.5 bits each: those of a ticket's code. */
const ALPHANUMERIC = /^[0-9A-Z $%*+\-./:]*$/;

/** The code as one path of black squares on white, as PDF operators. `size` includes the border. */
export function drawQr(
  code: string,
  place: { readonly x: number; readonly y: number; readonly size: number },
): string {
  const modules = generate(ALPHANUMERIC.test(code) ? mode.alphaNumeric(code) : code, FORM);
  const { size } = modules;
  const module = place.size / (size + 2 * QUIET_MODULES);
  const inside = QUIET_MODULES * module;
  let path = '';
  for (let down = 0; down < size; down += 1) {
    for (let start = 0; start < size; start += 1) {
      if (!modules.get(start, down)) continue;
      let end = start + 1;
      while (modules.get(end, down)) end += 1;
      path += `${start} ${down} ${end - start} 1 re\n`;
      start = end;
    }
  }
  const scale = module.toFixed(4);
  return `q ${scale} 0 0 ${scale} ${(place.x + inside).toFixed(2)} ${(place.y + inside).toFixed(2)} cm 0 g\n${path}f Q\n`;
}
