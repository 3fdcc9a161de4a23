import { REVERSED_RANGE } from './problems/validation-errors.ts';

interface Range<T extends string | Date> {
  readonly from?: T | undefined;
  readonly to?: T | undefined;
}

/**
 * Whether a range does not end before it begins, or is open. Of days, the last one counts too.
 * Moments are compared after the last day became the moment at which it ends.
 */
export const isInOrder = <T extends string | Date>({ from, to }: Range<T>): boolean =>
  from === undefined || to === undefined || (typeof from === 'string' ? from <= to : from < to);

/** For `schema.refine(isInOrder, REVERSED)`. */
export const REVERSED = { path: ['to'], ...REVERSED_RANGE };
