import { REVERSED_RANGE } from './problems/validation-errors.ts';

interface Range<T extends string | Date> {
  readonly from?: T | undefined;
  readonly to?: T | undefined;
}

/** Whether a range does not end before it begins, or is open. */
export const isInOrder = <T extends string | Date>({ from, to }: Range<T>): boolean =>
  from === undefined || to === undefined || from <= to;

/** For `schema.refine(isInOrder, REVERSED)`. */
export const REVERSED = { path: ['to'], ...REVERSED_RANGE };
