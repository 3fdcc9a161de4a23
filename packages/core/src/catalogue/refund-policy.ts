import { z } from 'zod';

/** Cancellation fees by whole calendar days in Seoul, from cancellation to performance. */
export const refundTerms = z.strictObject({
  /** The matching rule with the most days applies. Without a match, cancelling is refused. */
  fees: z
    .array(
      z.strictObject({
        minDaysBefore: z.int().min(0).max(365),
        // To refund nothing, omit the rule.
        feePercent: z.int().min(0).max(99),
      }),
    )
    .max(20),
  /** No fee within `hours` of the booking while at least `minDaysBefore` days remain. */
  grace: z.strictObject({ hours: z.int().positive(), minDaysBefore: z.int().min(0) }).nullable(),
});
export type RefundTerms = z.infer<typeof refundTerms>;

export const refundPolicy = z.union([
  z.strictObject({ preset: z.literal('korean-performing-arts') }),
  refundTerms,
]);
export type RefundPolicy = z.infer<typeof refundPolicy>;
