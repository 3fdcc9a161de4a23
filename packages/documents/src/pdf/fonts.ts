import { fileURLToPath } from 'node:url';
import { singleLine } from '@concert-mania/core/shared/visible-text';
import { type Font, type Glyph, openSync } from 'fontkit';

const FONTS = '@expo-google-fonts/gothic-a1';
const fileOf = (name: string): string => fileURLToPath(import.meta.resolve(`${FONTS}/${name}.ttf`));

export const WEIGHTS = ['regular', 'bold'] as const;
export type Weight = (typeof WEIGHTS)[number];
let opened: Readonly<Record<Weight, Font>> | undefined;
/** Opened once, because reading a font's tables takes most of the time of a first document. */
export const fonts = () => {
  opened ??= {
    regular: openSync(fileOf('400Regular/GothicA1_400Regular')) as Font,
    bold: openSync(fileOf('700Bold/GothicA1_700Bold')) as Font,
  };
  return opened;
};

const MOST_REMEMBERED = 5_000;
const glyphs = { regular: new Map<string, Glyph>(), bold: new Map<string, Glyph>() };

/** The glyph of a character that the font has. */
export function glyphOf(weight: Weight, char: string): Glyph {
  const known = glyphs[weight].get(char);
  if (known !== undefined) return known;
  const glyph = fonts()[weight].glyphForCodePoint(char.codePointAt(0) ?? 0);
  if (glyphs[weight].size >= MOST_REMEMBERED) glyphs[weight].clear();
  glyphs[weight].set(char, glyph);
  return glyph;
}

/** Accents, emoji and signs that the font lacks become similar characters or disappear. */
export function printable(text: string, weight: Weight): string {
  const has = (char: string): boolean => fonts()[weight].hasGlyphForCodePoint(char.codePointAt(0) ?? 0);
  const chars = [...singleLine(text)].map((char) => {
    if (has(char)) return char;
    return [...char.normalize('NFKD')].filter(has).join('');
  });
  return chars.join('').replace(/ {2,}/g, ' ').trim();
}
