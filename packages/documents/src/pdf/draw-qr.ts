import { encode } from 'uqr';

/** The white border around a QR code, in modules (ISO/IEC 18004). */
const QUIET_MODULES = 4;
/** Every code of a ticket fits this version. Choosing the best mask would take 1 ms of CPU. */
const FORM = { minVersion: 6, maxVersion: 6, maskPattern: 3, border: 0 } as const;

/** The code as one path of black squares on white, as PDF operators. `size` includes the border. */
export function drawQr(
  code: string,
  place: { readonly x: number; readonly y: number; readonly size: number },
): string {
  const { data, size } = encode(code, FORM);
  const module = place.size / (size + 2 * QUIET_MODULES);
  const inside = QUIET_MODULES * module;
  let path = '';
  data.forEach((row, down) => {
    for (let start = 0; start < size; start += 1) {
      if (!row[start]) continue;
      let end = start;
      while (row[end]) end += 1;
      path += `${start} ${down} ${end - start} 1 re\n`;
      start = end;
    }
  });
  const scale = module.toFixed(4);
  return `q ${scale} 0 0 ${scale} ${(place.x + inside).toFixed(2)} ${(place.y + inside).toFixed(2)} cm 0 g\n${path}f Q\n`;
}
