import { encode } from 'uqr';

/** The white border around a QR code, in modules (ISO/IEC 18004). */
const QUIET_MODULES = 4;

/** Draws the code as one path of black squares on white. `size` includes the white border. */
export function drawQr(
  doc: PDFKit.PDFDocument,
  code: string,
  place: { readonly x: number; readonly y: number; readonly size: number },
): void {
  const { data, size } = encode(code, { border: QUIET_MODULES, maxVersion: 6 });
  const module = place.size / size;
  doc.rect(place.x, place.y, place.size, place.size).fill('#ffffff');
  data.forEach((row, down) => {
    for (let start = 0; start < row.length; start += 1) {
      if (!row[start]) continue;
      let end = start;
      while (row[end]) end += 1;
      doc.rect(place.x + start * module, place.y + down * module, (end - start) * module, module);
      start = end;
    }
  });
  doc.fill('#000000');
}
