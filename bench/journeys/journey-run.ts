import { makeSale } from '@concert-mania/testkit/data/builders';
import {
  analyzeTables,
  checkpoint,
  countConfirmed,
  countHeld,
  fillWallets,
  makeAccounts,
} from '@concert-mania/testkit/data/load-data';
import type { LoadShape } from '../generator/load.ts';
import type { Payment, Step } from '../generator/plan.ts';
import { type Measured, type OnWindow, runGenerator, type Watched } from '../generator/run-generator.ts';
import { mintTokens } from '../measuring/mint-tokens.ts';
import { cpuBetween, readMachineCpu } from '../measuring/process-cpu.ts';
import { type Backlog, drain, dropNotices, readBacklog } from './backlog.ts';
import { type Counts, perJourney, readCounts } from './counters.ts';
import { type CallsAtOnce, SYSTEMS, type SystemName, type Systems } from './systems.ts';
import { openViewers } from './viewers.ts';

export interface JourneyLoad {
  readonly payment: Payment;
  readonly until: Step;
  readonly callsAtOnce: CallsAtOnce;
  readonly connections: number;
  /** Accounts and seats prepared: no more journeys than this. */
  readonly journeys: number;
  readonly shape?: LoadShape;
  readonly warmupMs: number;
  readonly measureMs: number;
  /** How long to wait for what the journeys left for later. */
  readonly drainMs: number;
  readonly onWindow?: OnWindow;
}

/** A load, and the account of all that its journeys caused, however late. */
export interface JourneysMeasured extends Measured {
  /** When the load ended. */
  readonly backlog: Backlog;
  /** The rest after the wait. Its notices were given up. */
  readonly left: Backlog;
  readonly drainSeconds: number;
  /** From the first journey until nothing was left, or the wait ended. */
  readonly inAllSeconds: number;
  /** CPU seconds of each process, from the first journey until nothing was left. */
  readonly cpuInAll: Readonly<Record<string, number>>;
  readonly each: Counts;
}

const BALANCE = 1_000_000;

/** Journeys whose mails were sent, per second from the first request until the last mail. */
export const mailedPerSecond = ({ succeededInAll, left, inAllSeconds }: JourneysMeasured): number =>
  Math.max(0, succeededInAll - left.notices) / inAllSeconds;

/** Sends each fan on a journey. Throws if clients and database disagree. */
export async function measureJourneys(
  systems: Systems,
  name: SystemName,
  load: JourneyLoad,
): Promise<JourneysMeasured> {
  const system = systems[name];
  const { bench } = system;
  await system.setCallsAtOnce(load.callsAtOnce);
  const { sale, tokens } = await prepare(bench, load);
  const { warmupMs, measureMs, connections, journeys, payment, until } = load;
  const viewers = await openViewers(system, sale.performanceId);
  const watched = watchAll(systems, name, viewers.pids);
  const before = { cpu: readMachineCpu(watched), counts: await readCounts(system) };
  const wishes = { kind: 'every-seat', performances: [sale.performanceId], seatsEach: journeys } as const;
  let beganMs = performance.now();
  const onWindow: OnWindow = (event) => {
    if (event === 'begin') beganMs = performance.now() - warmupMs;
    load.onWindow?.(event);
  };
  const measured = await runGenerator(
    {
      urls: [system.apiUrl],
      tokens,
      protocol: { kind: 'journey', concert: sale.concertId, wishes, until, ...payment },
      ...(load.shape && { shape: load.shape }),
      connections,
      journeys,
      warmupMs,
      measureMs,
    },
    watched,
    onWindow,
  );
  const backlog = await readBacklog(system);
  const endedMs = performance.now();
  const left = await drain(system, load.drainMs);
  const doneMs = performance.now();
  const drainSeconds = (doneMs - endedMs) / 1_000;
  const inAllSeconds = (doneMs - beganMs) / 1_000;
  const cpuInAll = cpuBetween(before.cpu, readMachineCpu(watched));
  const each = perJourney(before.counts, await readCounts(system), measured.succeededInAll);
  await viewers.stop();
  if (left.notices > 0) await dropNotices(system);
  await check(bench, sale.performanceId, until, measured.succeededInAll);
  return { ...measured, backlog, left, drainSeconds, inAllSeconds, cpuInAll, each };
}

async function prepare({ db, jwtSecret }: Systems['product']['bench'], { payment, journeys }: JourneyLoad) {
  const accounts = await makeAccounts(db, journeys);
  if (payment.method === 'wallet') await fillWallets(db, accounts, BALANCE);
  const sale = await makeSale(db, {
    seats: journeys,
    waitingRoomEnabled: true,
    maxActive: journeys,
    admitPerSecond: journeys,
  });
  await analyzeTables(db);
  await checkpoint(db);
  return { sale, tokens: mintTokens(jwtSecret, accounts) };
}

/** The other system has no load; what it uses is no other program's. */
function watchAll(systems: Systems, name: SystemName, viewers: readonly number[]): Watched {
  const idle = SYSTEMS.filter((other) => other !== name).flatMap((other) => [
    ...systems[other].watched().values(),
  ]);
  return new Map([...systems[name].watched(), ['viewers', viewers], ['idle system', idle.flat()]]);
}

async function check(
  { db }: Systems['product']['bench'],
  performanceId: string,
  until: Step,
  succeeded: number,
): Promise<void> {
  if (until === 'admitted') return;
  const stored =
    until === 'paid'
      ? await countConfirmed(db, performanceId)
      : (await countHeld(db, [performanceId])).reservations;
  if (stored !== succeeded)
    throw new Error(
      `${succeeded} clients received "${until}", the database has ${stored} of ${performanceId}`,
    );
}
