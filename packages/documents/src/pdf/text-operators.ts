import { type ExtraFont, makeExtraFont } from './extra-font.ts';
import { fonts, glyphOf, printable, type Weight } from './fonts.ts';
import { INK, type Line } from './layout.ts';
import type { SheetTemplate, TemplateFont } from './template.ts';

/** Writes lines as PDF operators, in the template's fonts and two more for other characters. */
export interface TextOperators {
  readonly extra: Readonly<Record<Weight, ExtraFont>>;
  /** One line, smaller or cut if it is too long. */
  line(text: string, line: Omit<Line, 'lines'>): string;
}

/** The name of an extra font in a page: that of the template's font, and this letter. */
export const EXTRA = 'X';

export function makeTextOperators(template: SheetTemplate): TextOperators {
  const extra = { regular: makeExtraFont('regular'), bold: makeExtraFont('bold') };
  return {
    extra,
    line: (text, { x, y, width, size, weight = 'regular', color = INK, align = 'left', smallest = size }) => {
      const { shown, chosen, wide } = fitted(printable(text, weight), weight, { width, size, smallest });
      const left = x + ALIGN[align] * (width - wide);
      const below = y + (fonts()[weight].ascent / fonts()[weight].unitsPerEm) * chosen;
      const runs = runsOf(shown, template.fonts[weight], extra[weight]);
      const shows = runs.map(([font, codes]) => `/${font} ${round(chosen)} Tf <${codes}> Tj`).join(' ');
      return `${colorOf(color)} BT 1 0 0 -1 ${round(left)} ${round(below)} Tm ${shows} ET\n`;
    },
  };
}

const ALIGN = { left: 0, center: 0.5, right: 1 } as const;
const round = (points: number): number => Math.round(points * 100) / 100;

const widthOf = (text: string, weight: Weight, size: number): number => {
  let units = 0;
  for (const char of text) units += glyphOf(weight, char).advanceWidth;
  return (units * size) / fonts()[weight].unitsPerEm;
};

function fitted(
  text: string,
  weight: Weight,
  { width, size, smallest }: { readonly width: number; readonly size: number; readonly smallest: number },
) {
  let chosen = size;
  let wide = widthOf(text, weight, chosen);
  while (wide > width && chosen > smallest) {
    chosen -= 1;
    wide = widthOf(text, weight, chosen);
  }
  let chars = wide > width ? [...text] : [];
  let shown = text;
  while (wide > width && chars.length > 0) {
    chars = chars.slice(0, -1);
    shown = `${chars.join('').trimEnd()}…`;
    wide = widthOf(shown, weight, chosen);
  }
  return { shown, chosen, wide };
}

/** The parts of a text, each in one font, as hexadecimal codes. */
function runsOf(text: string, font: TemplateFont, extra: ExtraFont): readonly (readonly [string, string])[] {
  const runs: [string, string][] = [];
  for (const char of text) {
    const known = font.codes.get(char);
    const code = known ?? extra.add(char);
    if (code === null) continue;
    const name = known === undefined ? `${font.name}${EXTRA}` : font.name;
    const last = runs.at(-1);
    if (last?.[0] === name) last[1] += code;
    else runs.push([name, code]);
  }
  return runs;
}

const colors = new Map<string, string>();
/** The operator that fills with a color such as `#191924`. */
export function colorOf(color: string): string {
  const known = colors.get(color);
  if (known !== undefined) return known;
  const parts = [1, 3, 5].map((at) => round(Number.parseInt(color.slice(at, at + 2), 16) / 255));
  const operator = `${parts.join(' ')} rg`;
  colors.set(color, operator);
  return operator;
}
