import type { Catalogue } from '@concert-mania/core/catalogue/ports';
import { limitParallel } from '../../security/limit-parallel.ts';

const AT_ONCE = 2;
const MOST_WAITING = 64;

/**
 * A catalogue with a limit of parallel lists, so searches leave connections to sales. Throws
 * `BusyError` beyond it.
 */
export function limitSearches(inner: Catalogue): Catalogue {
  const inTurn = limitParallel(AT_ONCE, MOST_WAITING);
  return { ...inner, listConcerts: (request) => inTurn(() => inner.listConcerts(request)) };
}
