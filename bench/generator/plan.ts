import type { LoadResult, LoadShape } from './load.ts';

/** How a journey pays. `latencyMs`: how long the gateway stub takes. */
export type Payment =
  | { readonly method: 'wallet' }
  | { readonly method: 'gateway'; readonly latencyMs: number };

/** The steps of a whole journey. */
export const STEPS = ['admitted', 'held', 'paid'] as const;
export type Step = (typeof STEPS)[number];

/** The steps of one journey. Bodies are JSON, in turn. */
export type Protocol =
  /** A command: 202 and a job, then a wait until the job is final. */
  | {
      readonly kind: 'command';
      readonly path: string;
      readonly bodies: readonly string[];
      /** Whether it has an idempotency key. */
      readonly keyed: boolean;
      /** Text of a result that is a success; any result is, where it is missing. */
      readonly success?: string;
    }
  /** From the waiting room to a paid seat: joins, is admitted, holds, pays, is confirmed. */
  | ({
      readonly kind: 'journey';
      readonly concert: string;
      readonly bodies: readonly string[];
      /** The last step. */
      readonly until: Step;
    } & Payment)
  /** One request. Its outcome is `succeeded`, or its status where any status may come. */
  | {
      readonly kind: 'request';
      readonly method: 'GET' | 'POST';
      readonly path: string;
      readonly bodies?: readonly string[];
      /** A key makes 409 a refusal, whose code is the outcome. */
      readonly keyed?: boolean;
      readonly expected: { readonly status: number; readonly text?: string } | 'any status';
      readonly discardBodies?: boolean;
    };

/** One run of the generator. The n-th journey's account, headers and body follow from n. */
export interface GeneratorPlan {
  readonly urls: readonly string[];
  /** Access tokens, in turn; without any, requests are anonymous. */
  readonly tokens: readonly string[];
  /** Further header lines, in turn, each with its line break. */
  readonly headers: readonly string[];
  /** Makes idempotency keys differ from those of other runs. */
  readonly run: string;
  readonly protocol: Protocol;
  readonly shape: LoadShape;
  /** Whether refusals count into the latencies, too. */
  readonly timeRefusals: boolean;
  readonly connections: number;
  readonly journeys: number;
  readonly warmupMs: number;
  readonly measureMs: number;
}

export const LOAD_DEFAULTS = {
  tokens: [],
  headers: [],
  shape: { kind: 'closed' },
  timeRefusals: false,
  journeys: 10_000_000,
  warmupMs: 0,
} as const satisfies Partial<GeneratorPlan>;

/** A plan; without further words a closed, anonymous load without an end of journeys or warm-up. */
export type Load = Omit<GeneratorPlan, keyof typeof LOAD_DEFAULTS | 'run'> & Partial<GeneratorPlan>;

/** Messages of the generator to the process that started it. */
export type GeneratorMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'window'; readonly event: 'begin' | 'end' }
  | { readonly kind: 'result'; readonly result: LoadResult };

/** Coprime to every number of seats in use: stepping by it visits each seat once. */
const SEAT_STEP = 7_919;

/** Bodies that ask for every seat once, in a scattered order; performances in turn. */
export const everySeat = (performances: readonly string[], seatsEach: number): readonly string[] =>
  Array.from({ length: performances.length * seatsEach }, (_, nth) => {
    const seat = ((Math.floor(nth / performances.length) * SEAT_STEP) % seatsEach) + 1;
    return `{"performanceId":"${performances[nth % performances.length]}","seatNumbers":[${seat}]}`;
  });
