import { z } from 'zod';

/** The newest envelope version this code reads. Increment it if older readers would misread. */
export const ENVELOPE_VERSION = 2;

/**
 * A queued command: its account, its time of acceptance and its payload. Unknown fields are
 * ignored. A version above `ENVELOPE_VERSION` waits for a process that knows it.
 */
export const commandEnvelope = z.object({
  /** Not written for version 1, because its first readers reject unknown fields. */
  version: z.int().min(1).default(1),
  accountId: z.string().min(1),
  fingerprint: z.string().min(1),
  acceptedAt: z.iso.datetime(),
  requestId: z.string(),
  /** The process that accepted the command and is notified of the outcome. */
  origin: z.string().max(64).optional(),
  /** W3C `traceparent` of the acceptance. `readCommand` ignores a malformed one. */
  traceparent: z.string().optional().catch(undefined),
  /** `readCommand` decrypts its secrets and parses it by the command's own schema. */
  payload: z.unknown(),
});
export type CommandEnvelope<P> = z.input<typeof commandEnvelope> & { readonly payload: P };
