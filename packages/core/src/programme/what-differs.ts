import { canonicalJson } from '../shared/canonical-json.ts';

/** The given fields of `wanted` whose values differ from `current`. */
export function whatDiffers<T extends object>(current: T, wanted: Readonly<Partial<T>>): Partial<T> {
  const differing = (Object.keys(wanted) as (keyof T & string)[]).filter(
    (key) => wanted[key] !== undefined && canonicalJson(wanted[key]) !== canonicalJson(current[key]),
  );
  return Object.fromEntries(differing.map((key) => [key, wanted[key]])) as Partial<T>;
}
