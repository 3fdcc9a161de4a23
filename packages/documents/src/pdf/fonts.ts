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
const glyphs = { regular: new Map<string, Glyph | null>(), bold: new Map<string, Glyph | null>() };

/** Null if the font lacks the character. */
function findGlyph(weight: Weight, char: string): Glyph | null {
  const known = glyphs[weight].get(char);
  if (known !== undefined) return known;
  const font = fonts()[weight];
  const point = char.codePointAt(0) ?? 0;
  const glyph = font.hasGlyphForCodePoint(point) ? font.glyphForCodePoint(point) : null;
  if (glyphs[weight].size >= MOST_REMEMBERED) glyphs[weight].clear();
  glyphs[weight].set(char, glyph);
  return glyph;
}

/** The glyph of a character that the font has. */
export function glyphOf(weight: Weight, char: string): Glyph {
  const glyph = findGlyph(weight, char);
  if (glyph === null) throw new Error(`the font ${weight} has no glyph for ${char}`);
  return glyph;
}

/** Accents, emoji and signs that the font lacks become similar characters or disappear. */
export function printable(text: string, weight: Weight): string {
  const has = (char: string): boolean => findGlyph(weight, char) !== null;
  let shown = '';
  for (const char of singleLine(text)) {
    shown += has(char) ? char : [...char.normalize('NFKD')].filter(has).join('');
  }
  return shown.replace(/ {2,}/g, ' ').trim();
}
