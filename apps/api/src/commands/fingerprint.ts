import { hash } from 'node:crypto';
import { canonicalJson } from '@concert-mania/core/shared/canonical-json';

/** SHA-256 of a body, whatever the order of its members: what "the same body" means for an idempotency key. */
export const fingerprintOf = (body: unknown): string => hash('sha256', canonicalJson(body), 'hex');
