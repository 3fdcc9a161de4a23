/** The given fields of `wanted` whose values differ from `current`. */
export function whatDiffers<T extends object>(current: T, wanted: Readonly<Partial<T>>): Partial<T> {
  const differing = (Object.keys(wanted) as (keyof T & string)[]).filter(
    (key) => wanted[key] !== undefined && canonical(wanted[key]) !== canonical(current[key]),
  );
  return Object.fromEntries(differing.map((key) => [key, wanted[key]])) as Partial<T>;
}

/** JSON with sorted keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
