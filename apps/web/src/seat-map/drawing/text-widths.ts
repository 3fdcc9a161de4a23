/** The width of a text in a font, in CSS pixels. Measured once: measuring is slow. */
export type TextWidths = (font: string, text: string) => number;

export function makeTextWidths(pen: Pick<CanvasRenderingContext2D, 'font' | 'measureText'>): TextWidths {
  const fonts = new Map<string, Map<string, number>>();
  return (font, text) => {
    const widths = fonts.get(font) ?? new Map<string, number>();
    fonts.set(font, widths);
    const known = widths.get(text);
    if (known !== undefined) return known;
    pen.font = font;
    const { width } = pen.measureText(text);
    widths.set(text, width);
    return width;
  };
}
