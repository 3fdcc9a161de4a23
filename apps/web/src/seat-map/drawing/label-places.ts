import { type Bounds, overlap } from '../hall/geometry.ts';

/** The longest that fits: a zone's name, its last word, or the first sign of that. */
export function fittingName(name: string, space: number, widthOf: (text: string) => number): string | null {
  const lastWord = name.split(' ').at(-1) ?? name;
  const mark = lastWord.match(/^[\p{L}\p{N}]/u)?.[0] ?? lastWord;
  return [name, lastWord, mark].find((text) => widthOf(text) <= space) ?? null;
}

/** Takes boxes in turn and refuses those that would cover an earlier one. */
export function makeBoxes(): (box: Bounds) => boolean {
  const taken: Bounds[] = [];
  return (box) => {
    if (taken.some((other) => overlap(other, box))) return false;
    taken.push(box);
    return true;
  };
}

/** The seat's own name: the last number of its label, or its last word. */
export const seatName = (label: string): string =>
  label.match(/\d+(?=\D*$)/)?.[0] ?? label.split(/[\s-]/).at(-1) ?? label;
