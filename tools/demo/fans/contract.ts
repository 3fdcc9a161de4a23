import { z } from 'zod';
import { describe, type HttpAnswer, type HttpRequest } from './http.ts';

export const place = z.object({
  token: z.string(),
  status: z.enum(['pre_open', 'waiting', 'admitted', 'expired']),
  sequence: z.number(),
  pollAfterMs: z.number(),
  ahead: z.number().nullish(),
  estimatedWaitSeconds: z.number().nullish(),
  opensAt: z.coerce.date().optional(),
});
export type Place = z.infer<typeof place>;

export const reservation = z.object({
  id: z.string(),
  status: z.string(),
  totalAmount: z.number(),
  expiresAt: z.coerce.date(),
  seats: z.array(z.object({ seatNumber: z.number() })),
});
export type HeldSeats = z.infer<typeof reservation>;

export const topUpOrder = z.object({ orderId: z.string() });

export const job = z.object({
  id: z.string(),
  status: z.enum(['queued', 'processing', 'succeeded', 'rejected', 'failed']),
  result: z.object({ reservation: reservation.optional() }).nullish(),
  error: z.object({ code: z.string() }).nullish(),
});
export const problem = z.object({ code: z.string() });

/** What a command came to. `refused`: not even accepted. */
export interface CommandEnd {
  readonly status: 'succeeded' | 'rejected' | 'failed' | 'refused';
  /** Why not; null for a success. */
  readonly code: string | null;
  readonly jobId: string | null;
  readonly reservation: HeldSeats | null;
  /** From the request to the answer that the job is final. */
  readonly tookMs: number;
}

export type SeatWish =
  | { readonly seatNumbers: readonly number[] }
  | { readonly bestAvailable: { readonly quantity: number; readonly adjacent: boolean } };

/** The answer, when its status is one the contract has for the request. Throws for any other. */
export function expectStatus(
  request: HttpRequest,
  answer: HttpAnswer,
  expected: readonly number[],
): HttpAnswer {
  if (expected.includes(answer.status)) return answer;
  const known = problem.safeParse(answer.body);
  throw new Error(
    `${describe(request)} answered ${answer.status}${known.success ? ` ${known.data.code}` : ''}`,
  );
}
