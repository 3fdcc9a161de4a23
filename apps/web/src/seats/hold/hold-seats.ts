import type { components } from '@concert-mania/client/api.d';
import { resultOf } from '@concert-mania/client/jobs';
import type { ApiClient } from '@concert-mania/client/make-client';
import { type Problem, ProblemError } from '@concert-mania/client/problem';

export type HeldReservation = NonNullable<components['schemas']['HoldJob']['result']>['reservation'];

export interface BestSeatsWish {
  readonly quantity: number;
  readonly grade?: string;
  readonly zone?: string;
  readonly adjacent: boolean;
}

/** Seats that the fan named, or the best of a kind. */
export type HoldWish =
  | { readonly seatNumbers: readonly number[] }
  | { readonly bestAvailable: BestSeatsWish };

export interface HoldRequest {
  readonly performanceId: string;
  readonly wish: HoldWish;
  /** The token of the waiting room; null where there is none. */
  readonly queueToken: string | null;
  /** Sent again with every repetition, so that no repetition holds more seats. */
  readonly key: string;
  readonly signal?: AbortSignal;
}

export type HoldAnswer =
  | { readonly code: 'held'; readonly reservation: HeldReservation }
  | { readonly code: 'refused'; readonly problem: Problem }
  /** The API may have accepted the request: send it again with the same key. */
  | { readonly code: 'no_answer' };

/** Shorter than a request may take, so that a busy API still answers. */
const WAIT_SECONDS = 5;

/** Sends a hold and waits until it is decided. */
export async function holdSeats(api: Pick<ApiClient, 'run'>, request: HoldRequest): Promise<HoldAnswer> {
  const { performanceId, wish, queueToken, key, signal } = request;
  const headers = {
    Prefer: `wait=${WAIT_SECONDS}`,
    ...(queueToken !== null && { 'Queue-Token': queueToken }),
  };
  try {
    const body = bodyOf(performanceId, wish);
    const job = await api.run('reservation.hold', {
      body,
      headers,
      idempotencyKey: key,
      ...(signal && { signal }),
    });
    return { code: 'held', reservation: resultOf(job).reservation };
  } catch (error) {
    if (error instanceof ProblemError) return { code: 'refused', problem: error.problem };
    if (signal?.aborted) throw error;
    return { code: 'no_answer' };
  }
}

const bodyOf = (performanceId: string, wish: HoldWish) =>
  'seatNumbers' in wish
    ? { performanceId, seatNumbers: [...wish.seatNumbers] }
    : { performanceId, bestAvailable: { preventOrphans: true, accessible: 0, ...wish.bestAvailable } };
