import { ACCESS_TOKEN, makeAccessTokens } from '@concert-mania/api/src/security/access-tokens.ts';
import type { AccountId } from '@concert-mania/core/shared/ids';
import { addPerformance, makeSale, type Sale, type SaleOptions } from '@concert-mania/testkit/data/builders';
import { analyzeTables, checkpoint, countHeld, makeAccounts } from '@concert-mania/testkit/data/load-data';
import type { LoadShape } from '../lib/load.ts';
import type { GeneratorPlan, Protocol, Requests } from '../lib/plan.ts';
import { type GeneratorRun, type Measured, runGenerator } from '../lib/run-generator.ts';
import type { BenchStack } from './bench-stack.ts';
import type { HoldBenchSettings, Variant } from './settings.ts';

/** A load on one variant: what is asked for, how fast, for how long. */
export interface HoldLoad {
  readonly variant: Variant;
  readonly requests: Requests;
  readonly performances: readonly string[];
  readonly shape: LoadShape;
  readonly connections: number;
  readonly journeys: number;
  readonly warmupMs: number;
  readonly measureMs: number;
  readonly timeRefusals?: boolean;
  readonly onWindow?: (event: 'begin' | 'end') => void;
  /** Further header lines of each account's requests. */
  readonly headers?: readonly string[];
  /** Starts another load right before this one. */
  readonly beside?: () => GeneratorRun;
}

/** A bench under way: the stack, its accounts, and a hall with one hot concert. */
export interface BenchRun {
  readonly bench: BenchStack;
  readonly settings: HoldBenchSettings;
  readonly accountIds: readonly AccountId[];
  readonly hot: Sale;
  /** Another performance of the hot concert, all of its seats free. */
  newPerformance(): Promise<string>;
  /** A concert of its own, with a hall of that many seats. */
  newConcert(seats: number): Promise<string>;
  /** Applies the load. Throws when the database does not hold what clients were told. */
  measure(load: HoldLoad): Promise<Measured>;
}

const TOKEN_SECONDS = 3_600;
const VISIT_CONNECTIONS = 32;

/** Fills the house: accounts with tokens that every process has seen, a hall, a concert (without a waiting room unless asked for). */
export async function prepareRun(
  bench: BenchStack,
  settings: HoldBenchSettings,
  room: SaleOptions = {},
): Promise<BenchRun> {
  const { db } = bench;
  const accountIds = await makeAccounts(db, settings.accounts);
  const tokens = await mintTokens(bench.jwtSecret, accountIds);
  const hall = await makeSale(db, { ...room, seats: settings.seats });
  let runs = 0;
  const planFor = (load: HoldLoad, urls: readonly string[], protocol: Protocol): GeneratorPlan => {
    runs += 1;
    const { requests, shape, connections, journeys, warmupMs, measureMs, timeRefusals = false } = load;
    const limits = { connections, journeys, warmupMs, measureMs, timeRefusals };
    const headers = load.headers && { headers: load.headers };
    return { urls, tokens, run: `run-${runs}`, protocol, requests, shape, ...limits, ...headers };
  };
  const visit = async (urls: readonly string[], path: string) => {
    for (const url of urls) {
      const requests: Requests = { kind: 'one-seat', performance: hall.performanceId, seatNumber: 1 };
      const load: HoldLoad = {
        variant: 'product',
        requests,
        performances: [],
        shape: { kind: 'closed' },
        connections: VISIT_CONNECTIONS,
        journeys: tokens.length,
        warmupMs: 0,
        measureMs: 60_000,
      };
      await runGenerator(planFor(load, [url], { kind: 'visit', path }), new Map());
    }
  };
  await visit(bench.stack.apiUrls, '/v1/jobs/none');
  const seen = new Set<string>();

  return {
    bench,
    settings,
    accountIds,
    hot: hall,
    newPerformance: () => addPerformance(db, hall),
    newConcert: async (seats) => (await makeSale(db, { seats })).performanceId,
    measure: async (load) => {
      const { variant } = load;
      const urls = variant === 'product' ? bench.stack.apiUrls : bench.baseline().urls;
      const [first = ''] = urls;
      if (variant !== 'product' && !seen.has(first)) await visit(urls, '/me');
      seen.add(first);
      await analyzeTables(db);
      await checkpoint(db);
      const protocol: Protocol =
        variant === 'product' ? { kind: 'job' } : { kind: 'direct', path: `/${variant}/v1/reservations` };
      const beside = load.beside?.();
      const watched = new Map([...bench.watched(), ...(beside ? [['flood', [beside.pid]] as const] : [])]);
      const measured = await runGenerator(planFor(load, urls, protocol), watched, load.onWindow);
      const held = await countHeld(db, load.performances);
      if (held.reservations !== measured.succeededInAll) {
        throw new Error(
          `${variant}: ${measured.succeededInAll} told, ${held.reservations} reservations in the database`,
        );
      }
      return measured;
    },
  };
}

async function mintTokens(secret: string, accountIds: readonly string[]): Promise<readonly string[]> {
  const { issue } = makeAccessTokens({
    kind: ACCESS_TOKEN,
    secret,
    ttlSeconds: TOKEN_SECONDS,
    nowMs: Date.now,
  });
  const tokens = await Promise.all(
    accountIds.map((id) =>
      issue({
        account: {
          id,
          role: 'user',
          email: `${id}@fans.example`,
          name: 'Fan',
          phone: null,
          locale: 'ko',
          emailVerified: true,
        },
        sessionId: `ses_of_${id}`,
        endsAt: new Date(Date.now() + TOKEN_SECONDS * 1000),
        secondFactor: false,
      }),
    ),
  );
  return tokens.map(({ token }) => token);
}
