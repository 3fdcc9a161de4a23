import { fileURLToPath } from 'node:url';
import { singleLine } from '@concert-mania/core/shared/visible-text';
import { type Font, openSync } from 'fontkit';
import PDFDocument from 'pdfkit';

const FONTS = '@expo-google-fonts/gothic-a1';
const fileOf = (name: string): string => fileURLToPath(import.meta.resolve(`${FONTS}/${name}.ttf`));

export type Weight = 'regular' | 'bold';
let opened: Readonly<Record<Weight, Font>> | undefined;
/** Opened once, because reading a font's tables takes most of the time of a first document. */
const fonts = () => {
  opened ??= {
    regular: openSync(fileOf('400Regular/GothicA1_400Regular')) as Font,
    bold: openSync(fileOf('700Bold/GothicA1_700Bold')) as Font,
  };
  return opened;
};

export interface Line {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
  readonly weight?: Weight;
  readonly color?: string;
  readonly align?: 'left' | 'right' | 'center';
  /** The line shrinks down to this size before it is cut. */
  readonly smallest?: number;
  /** How many lines the text may take; 1 by default. */
  readonly lines?: number;
}

export const INK = '#191924';
export const SOFT = '#5b5b6b';

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
    info: { Title: printable(info.title, () => true), Creator: 'Concert Mania' },
  });
  for (const [name, font] of Object.entries(fonts())) doc.registerFont(name, font as never);
  return { doc, write: (text, line) => writeLine(doc, text, line) };
}

function writeLine(doc: PDFKit.PDFDocument, text: string, line: Line): number {
  const { x, y, width, size, weight = 'regular', color = INK, align = 'left', lines = 1 } = line;
  doc.font(weight).fillColor(color);
  const shown = printable(text, (char) => fonts()[weight].hasGlyphForCodePoint(char.codePointAt(0) ?? 0));
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

/** Accents, emoji and signs that the font lacks become similar characters or disappear. */
function printable(text: string, has: (char: string) => boolean): string {
  const chars = [...singleLine(text)].map((char) => {
    if (has(char)) return char;
    return [...char.normalize('NFKD')].filter(has).join('');
  });
  return chars.join('').replace(/ {2,}/g, ' ').trim();
}
