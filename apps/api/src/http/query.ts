import type { HonoRequest } from 'hono';

/**
 * The parameters of a query: one that is given once as a string, one that is given again as an
 * array. Those that are empty or not among the known ones count as absent.
 */
export function readQuery(req: HonoRequest, known?: ReadonlySet<string>): object {
  if (!req.url.includes('?')) return {};
  const given = Object.entries(req.queries()).flatMap(([name, all]) => {
    const values = known === undefined || known.has(name) ? all.filter((value) => value !== '') : [];
    return values.length === 0 ? [] : [[name, values.length === 1 ? values[0] : values] as const];
  });
  return Object.fromEntries(given);
}

/** Whether every escape of a URL is one of UTF-8. */
export function isPercentEncodedUtf8(url: string): boolean {
  if (!url.includes('%')) return true;
  try {
    decodeURIComponent(url);
    return true;
  } catch {
    return false;
  }
}
