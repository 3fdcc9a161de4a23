import { z } from 'zod';

/** A foreign id or key: printable ASCII without spaces, which every store keeps unchanged. */
export const visibleAscii = (limits: { readonly min: number; readonly max: number }) =>
  z
    .string()
    .min(limits.min)
    .max(limits.max)
    .regex(/^[\x21-\x7e]+$/);
