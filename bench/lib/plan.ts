import type { LatencySummary } from './latencies.ts';
import type { LoadResult, LoadShape } from './load.ts';

/** What the journeys ask for: the n-th journey's account, performance and body follow from n alone. */
export type Requests =
  /** Every seat once, in a scattered order, one seat a request, performances in turn; an account takes its turn again and again. */
  | {
      readonly kind: 'every-seat';
      readonly performances: readonly string[];
      readonly seatsEach: number;
    }
  /** Everybody the same seat. */
  | { readonly kind: 'one-seat'; readonly performance: string; readonly seatNumber: number }
  /** Parties of 1, 2, 3 and 4 in turn, who want the best seats together. */
  | { readonly kind: 'parties'; readonly performance: string };

/** How a journey is paid for. `gateway`: the mock gateway's address and how it plays. */
export type Payment =
  | { readonly method: 'wallet' }
  | { readonly method: 'gateway'; readonly gateway: { readonly url: string; readonly scenario: string } };

/** How a request becomes an outcome. */
export type Protocol =
  /** 202 and a job, then a wait until the job is final. */
  | { readonly kind: 'job' }
  /** The answer is the outcome. */
  | { readonly kind: 'direct'; readonly path: string }
  /** No outcome: every account shows itself once, so that its token has been verified, as by a fan who has waited in line. */
  | { readonly kind: 'visit'; readonly path: string }
  /** From the waiting room to a paid seat: joins, is admitted, holds, pays, is confirmed. */
  | ({ readonly kind: 'journey'; readonly concert: string } & Payment)
  /** Each account joins a waiting room. */
  | { readonly kind: 'join'; readonly path: string }
  /** Accounts ask for their place, each with its queue token. */
  | { readonly kind: 'poll'; readonly path: string; readonly queueTokens: readonly string[] }
  /** Requests whose answers do not matter but for their status: it is the outcome. Bodies in turn; without any, none is sent. */
  | { readonly kind: 'flood'; readonly path: string; readonly bodies: readonly string[] }
  /** Anybody reads something public; who has a version of it already says which. */
  | { readonly kind: 'read'; readonly path: string; readonly etag: string | null };

/** One run of the load generator. */
export interface GeneratorPlan {
  readonly urls: readonly string[];
  readonly tokens: readonly string[];
  /** Further header lines of the accounts' requests in turn, each with its line break. */
  readonly headers?: readonly string[];
  /** Distinguishes the idempotency keys of one run from those of another. */
  readonly run: string;
  readonly protocol: Protocol;
  /** Absent where the protocol alone says what is sent. */
  readonly requests?: Requests;
  readonly shape: LoadShape;
  /** Whether refusals, too, count into the latencies. */
  readonly timeRefusals: boolean;
  readonly connections: number;
  readonly journeys: number;
  readonly warmupMs: number;
  readonly measureMs: number;
}

/** What a run of the generator measured. */
export interface GeneratorResult extends LoadResult {
  /** From the time recorded with an outcome, when its transaction began, until its client knew it; of the jobs of the window. */
  readonly told: LatencySummary;
}

/** What the generator tells whoever started it. */
export type GeneratorMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'window'; readonly event: 'begin' | 'end' }
  | { readonly kind: 'result'; readonly result: GeneratorResult };
