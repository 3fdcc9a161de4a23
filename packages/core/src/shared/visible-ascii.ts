import { z } from 'zod';

/** An id or key made by somebody else: printable ASCII without spaces, so that every store can keep it as it is. */
export const visibleAscii = (limits: { readonly min: number; readonly max: number }) =>
  z
    .string()
    .min(limits.min)
    .max(limits.max)
    .regex(/^[\x21-\x7e]+$/);
