/**
 * The path of the first text that PostgreSQL cannot store: one with a NUL character or half a
 * surrogate pair (valid in JSON, RFC 8259 8.2, but not in UTF-8). Undefined if there is none.
 */
export function findUnstorableText(value: unknown, path = ''): string | undefined {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed() ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, member] of Object.entries(value)) {
    const found = findUnstorableText(member, path === '' ? name : `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
