import type { SaleWindow } from '@concert-mania/core/catalogue/ports';
import type { Standing } from '@concert-mania/core/waiting-room/model';

const FAR_FUTURE = new Date('2999-01-01T00:00:00Z');

/** A sale with its opening (default: now) and its closing (default: never). */
export const sale = (opensAt = new Date(0), closesAt = FAR_FUTURE, soldOut = false): SaleWindow => ({
  opensAt,
  closesAt,
  soldOut,
});

/** The answer to a join that gave a place. */
export function placed<A extends { readonly standing: Standing | null }>(
  answer: A,
): A & { standing: Standing } {
  const { standing } = answer;
  if (standing === null) throw new Error('the fan got no place in the waiting room');
  return { ...answer, standing };
}
