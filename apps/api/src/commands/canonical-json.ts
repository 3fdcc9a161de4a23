import { hash } from 'node:crypto';

/** JSON with the members of every object in one order, so that equal bodies are equal strings. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  const members = value as Readonly<Record<string, unknown>>;
  const names = Object.keys(members).filter((name) => members[name] !== undefined);
  return `{${names.sort().map((name) => `${JSON.stringify(name)}:${canonicalJson(members[name])}`)}}`;
}

/** SHA-256 of a body, whatever the order of its members: what "the same body" means for an idempotency key. */
export const fingerprintOf = (body: unknown): string => hash('sha256', canonicalJson(body), 'hex');
