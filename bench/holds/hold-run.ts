import type { AccountId } from '@concert-mania/core/shared/ids';
import { addPerformance, makeSale, type Sale, type SaleOptions } from '@concert-mania/testkit/data/builders';
import { analyzeTables, checkpoint, countHeld, makeAccounts } from '@concert-mania/testkit/data/load-data';
import type { GeneratorPlan, Protocol, Wishes } from '../generator/plan.ts';
import { type GeneratorRun, type Measured, type OnWindow, runGenerator } from '../generator/run-generator.ts';
import { mintTokens } from '../measuring/mint-tokens.ts';
import type { Bench } from '../measuring/stack.ts';
import { type BaselineProcess, startBaseline } from './baseline-process.ts';
import type { HoldSettings, Variant } from './settings.ts';

/** A load on one variant: the seats asked for, how fast, for how long. */
export interface HoldLoad
  extends Pick<
    GeneratorPlan,
    'headers' | 'shape' | 'connections' | 'journeys' | 'warmupMs' | 'measureMs' | 'timeRefusals'
  > {
  readonly variant: Variant;
  readonly wishes: Wishes;
  readonly performances: readonly string[];
  readonly onWindow?: OnWindow;
  /** Starts another load right before this one. */
  readonly beside?: () => GeneratorRun;
}

/** Accounts, and a hall with one hot concert. */
export interface HoldRun {
  readonly bench: Bench;
  readonly settings: HoldSettings;
  readonly accountIds: readonly AccountId[];
  readonly hot: Sale;
  /** Another performance of the hot concert, all of its seats free. */
  newPerformance(): Promise<string>;
  /** A concert of its own, with a hall of that many seats. */
  newConcert(seats: number): Promise<string>;
  /** Runs the conventional program with that many connections, in place of the one that runs. */
  restartBaseline(poolSize: number): Promise<void>;
  stopBaseline(): Promise<void>;
  /** Applies the load. Throws if clients learnt of more or fewer holds than the database has. */
  measure(load: HoldLoad): Promise<Measured>;
}

const VISIT_CONNECTIONS = 32;

/** Fills the house. Every token has been verified once, as after a wait in line. */
export async function prepareHolds(
  bench: Bench,
  settings: HoldSettings,
  room: SaleOptions = {},
): Promise<HoldRun> {
  const { db, stack } = bench;
  const accountIds = await makeAccounts(db, settings.accounts);
  const tokens = mintTokens(bench.jwtSecret, accountIds);
  const hot = await makeSale(db, { ...room, seats: settings.seats });
  let baseline: BaselineProcess | undefined;

  const visit = (url: string, path: string, status: number) =>
    runGenerator({
      urls: [url],
      tokens,
      protocol: { kind: 'request', method: 'GET', path, expected: { status } },
      connections: VISIT_CONNECTIONS,
      journeys: tokens.length,
      measureMs: 60_000,
    });
  for (const url of stack.apiUrls) await visit(url, '/v1/jobs/none', 404);

  return {
    bench,
    settings,
    accountIds,
    hot,
    newPerformance: () => addPerformance(db, hot),
    newConcert: async (seats) => (await makeSale(db, { seats })).performanceId,
    restartBaseline: async (poolSize) => {
      await baseline?.stop();
      const environment = {
        DATABASE_URL: stack.databaseUrl,
        REDIS_URL: stack.redisUrl,
        JWT_SECRET: bench.jwtSecret,
      };
      baseline = await startBaseline({ processes: stack.apiUrls.length, poolSize, environment });
      for (const url of baseline.urls) await visit(url, '/me', 204);
    },
    stopBaseline: async () => baseline?.stop(),
    measure: async ({ variant, wishes, performances, onWindow, beside, ...load }) => {
      await analyzeTables(db);
      await checkpoint(db);
      const protocol: Protocol =
        variant === 'product'
          ? { kind: 'job', wishes }
          : { kind: 'direct', path: `/${variant}/v1/reservations`, wishes };
      const urls = variant === 'product' ? stack.apiUrls : (baseline?.urls ?? []);
      const other = beside?.();
      const watched = new Map([...bench.watched(), ['baseline', baseline?.pids ?? []]]);
      if (other) watched.set('flood', [other.pid]);
      const measured = await runGenerator({ ...load, urls, tokens, protocol }, watched, onWindow);
      const { reservations } = await countHeld(db, performances);
      if (reservations === measured.succeededInAll) return measured;
      throw new Error(
        `${variant}: ${measured.succeededInAll} clients received a hold, the database has ${reservations} reservations`,
      );
    },
  };
}
