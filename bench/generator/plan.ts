import type { LoadResult, LoadShape } from './load.ts';

/** The seats that journeys ask for. */
export type Wishes =
  /** Every seat once, one a request, in a scattered order; performances in turn. */
  | {
      readonly kind: 'every-seat';
      readonly performances: readonly string[];
      readonly seatsEach: number;
    }
  | { readonly kind: 'one-seat'; readonly performance: string; readonly seatNumber: number }
  /** Parties of 1, 2, 3 and 4 in turn, each for the best seats together. */
  | { readonly kind: 'parties'; readonly performance: string };

/** How a journey pays. `latencyMs`: how long the gateway stub takes. */
export type Payment =
  | { readonly method: 'wallet' }
  | { readonly method: 'gateway'; readonly latencyMs: number };

/** The steps of a whole journey. */
export const STEPS = ['admitted', 'held', 'paid'] as const;
export type Step = (typeof STEPS)[number];

/** The steps of one journey. */
export type Protocol =
  /** A hold: 202 and a job, then a wait until the job is final. */
  | { readonly kind: 'job'; readonly wishes: Wishes }
  /** A hold that is answered with its outcome. */
  | { readonly kind: 'direct'; readonly path: string; readonly wishes: Wishes }
  /** From the waiting room to a paid seat: joins, is admitted, holds, pays, is confirmed. */
  | ({
      readonly kind: 'journey';
      readonly concert: string;
      readonly wishes: Wishes;
      /** The last step. */
      readonly until: Step;
    } & Payment)
  /** Scans of ticket codes, each code once, at the gates in turn. */
  | {
      readonly kind: 'scan';
      readonly performance: string;
      readonly gates: readonly string[];
      readonly codes: readonly string[];
    }
  /** One request. Its outcome is `succeeded`, or its status where any status may come. */
  | {
      readonly kind: 'request';
      readonly method: 'GET' | 'POST';
      readonly path: string;
      /** JSON bodies, in turn. */
      readonly bodies?: readonly string[];
      readonly expected: { readonly status: number; readonly text?: string } | 'any status';
      readonly discardBodies?: boolean;
    };

/** One run of the generator. The n-th journey's account, headers and body follow from n. */
export interface GeneratorPlan {
  readonly urls: readonly string[];
  /** Access tokens, in turn; without any, requests are anonymous. */
  readonly tokens: readonly string[];
  /** Further header lines, in turn, each with its line break. */
  readonly headers?: readonly string[];
  /** Makes idempotency keys differ from those of other runs. */
  readonly run: string;
  readonly protocol: Protocol;
  readonly shape: LoadShape;
  /** Whether refusals count into the latencies, too. */
  readonly timeRefusals?: boolean;
  readonly connections: number;
  readonly journeys: number;
  readonly warmupMs: number;
  readonly measureMs: number;
}

/** A plan with defaults: closed, anonymous, without an end of journeys or a warm-up. */
export type Load = Omit<GeneratorPlan, keyof typeof LOAD_DEFAULTS | 'run'> & Partial<GeneratorPlan>;

export const LOAD_DEFAULTS = {
  tokens: [],
  shape: { kind: 'closed' },
  journeys: 10_000_000,
  warmupMs: 0,
} as const satisfies Partial<GeneratorPlan>;

/** Messages of the generator to the process that started it. */
export type GeneratorMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'window'; readonly event: 'begin' | 'end' }
  | { readonly kind: 'result'; readonly result: LoadResult };
