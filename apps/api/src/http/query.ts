import type { HonoRequest } from 'hono';

/**
 * The query's parameters: a string if given once, an array if repeated. Empty and unknown ones
 * count as absent.
 */
export function readQuery(req: HonoRequest, known?: ReadonlySet<string>): object {
  if (!req.url.includes('?')) return {};
  const given = Object.entries(req.queries()).flatMap(([name, all]) => {
    const values = known === undefined || known.has(name) ? all.filter((value) => value !== '') : [];
    return values.length === 0 ? [] : [[name, values.length === 1 ? values[0] : values] as const];
  });
  return Object.fromEntries(given);
}

/** True if every escape of the URL is UTF-8. */
export function isPercentEncodedUtf8(url: string): boolean {
  if (!url.includes('%')) return true;
  try {
    decodeURIComponent(url);
    return true;
  } catch {
    return false;
  }
}
