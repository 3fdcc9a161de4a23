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
import { everySeat, type Payment, type Step } from '../generator/plan.ts';
import { type Measured, runGenerator, startGenerator, type Watched } from '../generator/run-generator.ts';
import { mintTokens } from '../measuring/mint-tokens.ts';
import { cpuBetween, readMachineCpu } from '../measuring/process-cpu.ts';
import type { Bench } from '../measuring/stack.ts';
import { openViewer } from '../seat-list/viewers.ts';
import {
  type Backlog,
  type Counts,
  drain,
  dropNotices,
  perJourney,
  readBacklog,
  readCounts,
} from './counters.ts';
import { type CallsAtOnce, SYSTEMS, type System, type SystemName, type Systems } from './systems.ts';

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
  await system.setCallsAtOnce(load.callsAtOnce);
  const { sale, tokens } = await prepare(system.bench, load);
  const { performanceId, concertId } = sale;
  const { payment, until, drainMs, callsAtOnce: _, ...plan } = load;
  const viewers = await openViewers(system, performanceId);
  const watched = watchAll(systems, name, viewers.pids);
  const before = { cpu: readMachineCpu(watched), counts: await readCounts(system) };
  const bodies = everySeat([performanceId], load.journeys);
  const protocol = { kind: 'journey', concert: concertId, bodies, until, ...payment } as const;
  const measured = await runGenerator({ ...plan, urls: system.apiUrls, tokens, protocol }, watched);
  const backlog = await readBacklog(system);
  const endedMs = performance.now();
  const left = await drain(system, drainMs);
  const doneMs = performance.now();
  const drainSeconds = (doneMs - endedMs) / 1_000;
  const inAllSeconds = (doneMs - measured.startedMs) / 1_000;
  const cpuInAll = cpuBetween(before.cpu, readMachineCpu(watched));
  const each = perJourney(before.counts, await readCounts(system), measured.succeededInAll);
  await viewers.stop();
  if (left.notices > 0) await dropNotices(system);
  await check(system.bench, performanceId, until, measured.succeededInAll);
  return { ...measured, backlog, left, drainSeconds, inAllSeconds, cpuInAll, each };
}

async function prepare({ db, jwtSecret }: Bench, { payment, journeys }: JourneyLoad) {
  const accounts = await makeAccounts(db, journeys);
  if (payment.method === 'wallet') await fillWallets(db, accounts, BALANCE);
  const room = { waitingRoomEnabled: true, maxActive: journeys, admitPerSecond: journeys };
  const sale = await makeSale(db, { seats: journeys, ...room });
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

async function check({ db }: Bench, performanceId: string, until: Step, succeeded: number): Promise<void> {
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

const VIEWERS = 10;
const LONGEST_MS = 1_800_000;

/**
 * Ten viewers of the seat map. The product streams changes to them; they ask the conventional
 * system once a second each, from a process of their own.
 */
async function openViewers({ name, apiUrl }: System, performanceId: string) {
  const path = `/v1/performances/${performanceId}`;
  if (name === 'product') {
    const url = new URL(`${path}/seats/events`, apiUrl);
    const open = () => openViewer(url, () => undefined);
    const sockets = await Promise.all(Array.from({ length: VIEWERS }, open));
    const stop = async () => {
      for (const socket of sockets) socket.destroy();
    };
    return { pids: [], stop };
  }
  const availability = { path: `${path}/availability`, expected: { status: 200 }, discardBodies: true };
  const { pid, measured } = startGenerator({
    urls: [apiUrl],
    protocol: { kind: 'request', method: 'GET', ...availability },
    shape: { kind: 'open', ratePerSecond: VIEWERS },
    connections: VIEWERS,
    journeys: (VIEWERS * LONGEST_MS) / 1_000,
    measureMs: LONGEST_MS,
  });
  const stop = async () => {
    process.kill(pid);
    await measured.catch(() => undefined);
  };
  return { pids: [pid], stop };
}
