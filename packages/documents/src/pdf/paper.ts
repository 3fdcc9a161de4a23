import { singleLine } from '@concert-mania/core/shared/visible-text';
import PDFDocument from 'pdfkit';
import { fonts, printable } from './fonts.ts';
import { INK, type Line } from './layout.ts';

export interface Paper {
  readonly doc: PDFKit.PDFDocument;
  /** Writes a text in a box, smaller or cut if it is too long. Returns the y below it. */
  write(text: string, line: Line): number;
}

/** An A4 document with the Korean fonts, which embeds only the characters that it uses. */
export function openPaper(info: { readonly title: string; readonly language: string }): Paper {
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    font: '',
    lang: info.language,
    displayTitle: true,
    info: { Title: singleLine(info.title), Creator: 'Concert Mania' },
  });
  for (const [name, font] of Object.entries(fonts())) doc.registerFont(name, font as never);
  return { doc, write: (text, line) => writeLine(doc, text, line) };
}

function writeLine(doc: PDFKit.PDFDocument, text: string, line: Line): number {
  const { x, y, width, size, weight = 'regular', color = INK, align = 'left', lines = 1 } = line;
  doc.font(weight).fillColor(color);
  const shown = printable(text, weight);
  const fits = (tried: number): boolean => {
    doc.fontSize(tried);
    return doc.heightOfString(shown, { width }) <= lines * doc.currentLineHeight(true) + 1;
  };
  let chosen = size;
  while (!fits(chosen) && chosen > (line.smallest ?? size)) chosen -= 1;
  const height = lines * doc.currentLineHeight(true) + 0.5;
  doc.text(lines === 1 ? shown : brokenAtSpaces(doc, shown, width), x, y, {
    width,
    height,
    align,
    ellipsis: '…',
  });
  return y + Math.min(height, doc.heightOfString(shown, { width, height, ellipsis: '…' }));
}

/** pdfkit also breaks lines within Korean words. */
function brokenAtSpaces(doc: PDFKit.PDFDocument, text: string, width: number): string {
  let line = '';
  return text.split(' ').reduce((broken, word) => {
    const longer = line === '' ? word : `${line} ${word}`;
    const fits = line === '' || doc.widthOfString(longer) <= width;
    line = fits ? longer : word;
    return broken === '' ? word : `${broken}${fits ? ' ' : '\n'}${word}`;
  }, '');
}
