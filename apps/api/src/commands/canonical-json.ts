import { hash } from 'node:crypto';

/** JSON with the members of every object in one order, so that equal bodies are equal strings. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

/** SHA-256 of a body, whatever the order of its members: what "the same body" means for an idempotency key. */
export const fingerprintOf = (body: unknown): string => hash('sha256', canonicalJson(body), 'hex');
