import { ok, type Result, refuse } from '../shared/result.ts';
import type { PerformanceTerms, Programme, ProgrammeFault, ProgrammeRefusal, SeatPrice } from './model.ts';
import { faultsOfWindow, sellsTheSameEvening } from './sale-window.ts';

/**
 * Refuses impossible sale windows, overlapping sales of the same start time, prices that leave no
 * seat for sale, and repeated or unknown categories.
 */
export function checkPerformance(
  terms: PerformanceTerms,
  {
    categories,
    others,
  }: { readonly categories: Programme['categories']; readonly others: Programme['performances'] },
): Result<null, ProgrammeRefusal> {
  const faults = [...faultsOfWindow(terms), ...faultsOfPrices(terms.prices, categories)];
  if (faults.length > 0) return refuse({ code: 'terms_invalid', faults });
  if (!sellsSomething(terms.prices, categories))
    return refuse({ code: 'prices_incomplete', missing: categories });
  if (others.some((other) => sellsTheSameEvening(other, terms)))
    return refuse({ code: 'sale_windows_overlap' });
  return ok(null);
}

/** Whether at least one category with seats has a price. */
export const sellsSomething = (prices: readonly SeatPrice[], categories: readonly string[]): boolean =>
  prices.some(({ category }) => categories.includes(category));

function faultsOfPrices(
  prices: readonly SeatPrice[],
  categories: readonly string[],
): readonly ProgrammeFault[] {
  const seen = new Set<string>();
  return prices.flatMap(({ category }, index): readonly ProgrammeFault[] => {
    const path = `prices.${index}.category`;
    if (!categories.includes(category)) return [{ path, rule: 'category_unknown' }];
    if (seen.has(category)) return [{ path, rule: 'category_repeated' }];
    seen.add(category);
    return [];
  });
}
