import { deflateSync } from 'node:zlib';
import { glyphOf, type Weight } from './fonts.ts';

/** The most characters of such a font; a sheet has a name and a few labels. */
const MOST_CHARS = 255;
const MOST_REMEMBERED = 5_000;
const EM = 1_024;

/** An object as PDF syntax, or the entries and the bytes of a stream: each character is a byte. */
export type ObjectContent = string | readonly [entries: string, bytes: string];

/**
 * A font for the characters of one file that its template lacks, such as those of the holder's
 * name. Type 3: the outline of each character is a small drawing, compressed once per process.
 */
export interface ExtraFont {
  /** The character's code as hexadecimal digits. Null if the font is full. */
  add(char: string): string | null;
  /** Writes the font with its objects. Null if it has no characters. */
  write(addObject: (content: ObjectContent) => number): number | null;
}

export function makeExtraFont(weight: Weight): ExtraFont {
  const chars: string[] = [];
  const codes = new Map<string, string>();
  return {
    add: (char) => {
      const known = codes.get(char);
      if (known !== undefined || chars.length === MOST_CHARS) return known ?? null;
      chars.push(char);
      const code = hex(chars.length, 2);
      codes.set(char, code);
      return code;
    },
    write: (addObject) => {
      if (chars.length === 0) return null;
      const drawings = chars.map((char) => addObject(['/Filter /FlateDecode', outlineOf(weight, char)]));
      const names = chars.map((_, index) => `/g${index + 1}`);
      const unicode = addObject(['', unicodeMap(chars)]);
      return addObject(
        `<< /Type /Font /Subtype /Type3 /FontBBox [0 0 0 0] /FontMatrix [${1 / EM} 0 0 ${1 / EM} 0 0] ` +
          `/CharProcs << ${drawings.map((object, index) => `${names[index]} ${object} 0 R`).join(' ')} >> ` +
          `/Encoding << /Type /Encoding /Differences [1 ${names.join(' ')}] >> ` +
          `/FirstChar 1 /LastChar ${chars.length} /Widths [${chars.map((char) => widthOf(weight, char)).join(' ')}] ` +
          `/Resources << >> /ToUnicode ${unicode} 0 R >>`,
      );
    },
  };
}

const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, '0');
const widthOf = (weight: Weight, char: string): number => glyphOf(weight, char).advanceWidth;

const outlines = { regular: new Map<string, string>(), bold: new Map<string, string>() };

function outlineOf(weight: Weight, char: string): string {
  const known = outlines[weight].get(char);
  if (known !== undefined) return known;
  const { minX, minY, maxX, maxY } = glyphOf(weight, char).bbox;
  const box = [minX, minY, maxX, maxY].map((edge) => (Number.isFinite(edge) ? edge : 0)).join(' ');
  const drawing = `${widthOf(weight, char)} 0 ${box} d1\n${pathOf(weight, char)}f`;
  const outline = deflateSync(drawing).toString('latin1');
  if (outlines[weight].size >= MOST_REMEMBERED) outlines[weight].clear();
  outlines[weight].set(char, outline);
  return outline;
}

/** PDF has no quadratic curves: each becomes the equal cubic one. */
function pathOf(weight: Weight, char: string): string {
  let [fromX, fromY] = [0, 0];
  let path = '';
  for (const { command, args } of glyphOf(weight, char).path.commands) {
    const [a = 0, b = 0, c = 0, d = 0] = args;
    if (command === 'closePath') path += 'h\n';
    if (command === 'moveTo') path += `${a} ${b} m\n`;
    if (command === 'lineTo') path += `${a} ${b} l\n`;
    if (command === 'bezierCurveTo') path += `${args.join(' ')} c\n`;
    if (command === 'quadraticCurveTo') {
      const ends = [
        fromX + (2 * (a - fromX)) / 3,
        fromY + (2 * (b - fromY)) / 3,
        c + (2 * (a - c)) / 3,
        d + (2 * (b - d)) / 3,
      ];
      path += `${ends.map(Math.round).join(' ')} ${c} ${d} c\n`;
    }
    [fromX, fromY] = [args.at(-2) ?? fromX, args.at(-1) ?? fromY];
  }
  return path;
}

/** Tells readers which characters the codes are, for search, copying and reading aloud. */
const unicodeMap = (chars: readonly string[]): string =>
  `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def
1 begincodespacerange <01> <ff> endcodespacerange
${chars.map((char, index) => `1 beginbfchar <${hex(index + 1, 2)}> <${utf16(char)}> endbfchar`).join('\n')}
endcmap end end`;

const utf16 = (char: string): string =>
  Array.from({ length: char.length }, (_, index) => hex(char.charCodeAt(index), 4)).join('');
