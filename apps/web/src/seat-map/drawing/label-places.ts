import { type Bounds, overlap } from '../hall/geometry.ts';

/** A zone's name, its last word, and the first sign of that. */
export function shorterNames(name: string): readonly string[] {
  const lastWord = name.split(' ').at(-1) ?? name;
  return [...new Set([name, lastWord, [...lastWord][0] ?? lastWord])];
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
