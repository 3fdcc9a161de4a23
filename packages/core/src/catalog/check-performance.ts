import { ok, type Result, refuse } from '../shared/result.ts';
import type {
  PerformanceTerms,
  Programme,
  ProgrammeFault,
  ProgrammeRefusal,
  SeatPrice,
} from './programme.ts';
import { faultsOfWindow, sellsTheSameEvening } from './sale-window.ts';

/**
 * Refuses a performance whose sale window is impossible or sells an evening that another one of the concert sells, and
 * prices that do not cover every category of the venue's seats exactly once.
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
  const missing = unpriced(terms.prices, categories);
  if (missing.length > 0) return refuse({ code: 'prices_incomplete', missing });
  if (others.some((other) => sellsTheSameEvening(other, terms)))
    return refuse({ code: 'sale_windows_overlap' });
  return ok(null);
}

/** The categories that have no price. */
export const unpriced = (prices: readonly SeatPrice[], categories: readonly string[]): readonly string[] =>
  categories.filter((category) => !prices.some((price) => price.category === category));

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
