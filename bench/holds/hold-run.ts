import type { AccountId } from '@concert-mania/core/shared/ids';
import { freePorts } from '@concert-mania/local-stack/free-port';
import { addPerformance, makeSale, type Sale, type SaleOptions } from '@concert-mania/testkit/data/builders';
import { analyzeTables, checkpoint, countHeld, makeAccounts } from '@concert-mania/testkit/data/load-data';
import type { GeneratorPlan, Protocol } from '../generator/plan.ts';
import { type GeneratorRun, type Measured, runGenerator } from '../generator/run-generator.ts';
import { mintTokens } from '../measuring/mint-tokens.ts';
import type { Bench } from '../measuring/stack.ts';
import { type Programs, startPrograms } from '../measuring/start-programs.ts';
import type { HoldSettings, Variant } from './settings.ts';

/** A load on one variant: the seats asked for, how fast, for how long. */
export interface HoldLoad
  extends Pick<GeneratorPlan, 'connections' | 'journeys' | 'warmupMs' | 'measureMs'>,
    Partial<Pick<GeneratorPlan, 'headers' | 'shape' | 'timeRefusals'>> {
  readonly bodies: readonly string[];
  readonly performances: readonly string[];
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
  measure(variant: Variant, load: HoldLoad): Promise<Measured>;
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
  let baseline: { readonly programs: Programs; readonly url: string } | undefined;

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
      await baseline?.programs.stop();
      const [port] = await freePorts(1);
      const programs = await startPrograms(['holds'], {
        DATABASE_URL: stack.databaseUrl,
        REDIS_URL: stack.redisUrl,
        JWT_SECRET: bench.jwtSecret,
        PORT: String(port),
        DATABASE_POOL_SIZE: String(poolSize),
      });
      baseline = { programs, url: `http://127.0.0.1:${port}` };
      await visit(baseline.url, '/me', 204);
    },
    stopBaseline: async () => baseline?.programs.stop(),
    measure: async (variant, { bodies, performances, beside, ...load }) => {
      await analyzeTables(db);
      await checkpoint(db);
      const isProduct = variant === 'product';
      const protocol: Protocol = isProduct
        ? { kind: 'command', path: '/v1/reservations', bodies, keyed: true }
        : {
            kind: 'request',
            method: 'POST',
            path: `/${variant}/v1/reservations`,
            bodies,
            keyed: true,
            expected: { status: 201 },
          };
      const urls = isProduct ? stack.apiUrls : [baseline?.url ?? ''];
      const other = beside?.();
      const watched = new Map([
        ...bench.watched(),
        ['baseline', baseline?.programs.pids.get('holds') ?? []] as const,
        ...(other ? [['flood', [other.pid]] as const] : []),
      ]);
      const measured = await runGenerator({ ...load, urls, tokens, protocol }, watched);
      const { reservations } = await countHeld(db, performances);
      if (reservations === measured.succeededInAll) return measured;
      throw new Error(
        `${variant}: ${measured.succeededInAll} clients received a hold, the database has ${reservations} reservations`,
      );
    },
  };
}
