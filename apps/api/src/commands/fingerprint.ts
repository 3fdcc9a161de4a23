import { hash } from 'node:crypto';
import { canonicalJson } from '@concert-mania/core/shared/canonical-json';

/** SHA-256 of a body in any order of members: equal bodies under one key are one request. */
export const fingerprintOf = (body: unknown): string => hash('sha256', canonicalJson(body), 'hex');
