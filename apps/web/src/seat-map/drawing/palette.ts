/** The colours and the font of the map, from the design tokens. */
export interface Palette {
  readonly grades: readonly string[];
  readonly background: string;
  readonly surface: string;
  readonly border: string;
  readonly text: string;
  readonly muted: string;
  readonly chosen: string;
  readonly held: string;
  readonly gone: string;
  readonly accent: string;
  readonly font: string;
}

export const GRADE_COLOURS = 6;

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    grades: Array.from({ length: GRADE_COLOURS }, (_, index) => token(`--color-grade-${index + 1}`)),
    background: token('--color-sunken'),
    surface: token('--color-surface'),
    border: token('--color-border'),
    text: token('--color-text'),
    muted: token('--color-muted'),
    chosen: token('--color-seat-chosen'),
    held: token('--color-seat-held'),
    gone: token('--color-seat-gone'),
    accent: token('--color-accent'),
    font: style.fontFamily,
  };
}
