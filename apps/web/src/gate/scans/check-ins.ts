import {
  decideLocally,
  type SignedTicket,
  type TicketList,
  type Verdict,
} from '../deciding/decide-locally.ts';
import { isDoubtful, isWaiting, type Scan, type ScanStore, usedHere } from './scan.ts';

/** Where a steward stands. */
export interface Post {
  readonly performanceId: string;
  readonly gate: string;
}

export interface CheckInPorts {
  readonly post: Post;
  readonly startsOnline: boolean;
  readonly store: ScanStore;
  /** Null for a code that we did not sign. */
  readonly readTicket: (code: string) => Promise<SignedTicket | null>;
  readonly list: () => TicketList;
  /** Records one scan. Throws when the API gives no answer in time. */
  readonly record: (scan: Scan) => Promise<Verdict>;
  /** Records scans of one post. Gives the verdicts by scan. Throws when the API gives no answer. */
  readonly recordMany: (post: Post, scans: readonly Scan[]) => Promise<ReadonlyMap<string, Verdict>>;
  readonly nowMs: () => number;
  readonly newId: () => string;
  readonly onChange: (state: GateState) => void;
}

export interface GateState {
  /** Whether the last request got an answer from the API. */
  readonly isOnline: boolean;
  readonly waiting: number;
  /** Admitted here, and found used twice or void in the merge; newest first. */
  readonly doubtful: readonly Scan[];
}

/** The answer to a scan. */
export interface Answer {
  readonly scan: Scan;
  readonly verdict: Verdict;
  /** `device`: without a network, to be merged later. */
  readonly by: 'api' | 'device';
}

const MOST_PER_BATCH = 500;

/** The scans of this device, and whether the API answers. */
interface Device {
  readonly all: () => readonly Scan[];
  /** Keeps scans on the device. */
  readonly keep: (changed: readonly Scan[]) => Promise<void>;
  readonly beingSent: Set<string>;
  isOnline: boolean;
}

/**
 * Checks people in at one post. The API decides while it answers; else this device does, and the
 * scan waits to be merged. Each scan is kept before it is sent, so none is lost.
 */
export async function makeCheckIns(ports: CheckInPorts) {
  const device = await openDevice(ports);
  const state = () => stateOf(device.all(), ports.post, device.isOnline);
  const tell = () => ports.onChange(state());
  const tellOnline = (isOnline: boolean) => {
    device.isOnline = isOnline;
    tell();
  };
  let turn: Promise<unknown> = Promise.resolve();
  tell();
  return {
    state,
    /** Decides scans one after another, so the second scan of a ticket knows the first. */
    checkIn: (code: string): Promise<Answer> => {
      const answer = turn.then(() => checkInNow(ports, device, code)).finally(tell);
      turn = answer.catch(() => undefined);
      return answer;
    },
    /** Merges the scans that wait. Throws when the API gives no answer; they go on waiting then. */
    merge: async (): Promise<void> => {
      await mergeWaiting(ports, device, tell);
      tellOnline(true);
    },
    noteOffline: () => tellOnline(false),
  };
}

async function openDevice({ store, startsOnline }: CheckInPorts): Promise<Device> {
  const scans = new Map((await store.all()).map((scan) => [scan.scanId, scan]));
  return {
    all: () => [...scans.values()],
    keep: async (changed) => {
      await store.put(changed);
      for (const scan of changed) scans.set(scan.scanId, scan);
    },
    beingSent: new Set(),
    isOnline: startsOnline,
  };
}

async function checkInNow(ports: CheckInPorts, device: Device, code: string): Promise<Answer> {
  const ticket = await ports.readTicket(code);
  const shown = decideLocally(ticket, ports.list(), usedHere(device.all(), ports.post.performanceId));
  const scan: Scan = {
    ...ports.post,
    scanId: ports.newId(),
    code,
    shown,
    recorded: null,
    ticketId: ticket?.ticketId ?? null,
    seatNumber: ticket?.seatNumber ?? null,
    at: new Date(ports.nowMs()).toISOString(),
  };
  await device.keep([scan]);
  const recorded = await recordNow(ports, device, scan);
  return { scan, verdict: recorded ?? shown, by: recorded === null ? 'device' : 'api' };
}

/** Null when the API cannot be asked. */
async function recordNow(ports: CheckInPorts, device: Device, scan: Scan): Promise<Verdict | null> {
  const others = device.all().some((other) => isWaiting(other) && other.scanId !== scan.scanId);
  // The API does not know the earlier scans yet, and could admit one of their tickets again.
  if (!device.isOnline || others) return null;
  device.beingSent.add(scan.scanId);
  try {
    const recorded = await ports.record(scan);
    await device.keep([{ ...scan, shown: recorded, recorded }]);
    return recorded;
  } catch {
    device.isOnline = false;
    return null;
  } finally {
    device.beingSent.delete(scan.scanId);
  }
}

async function mergeWaiting(ports: CheckInPorts, device: Device, onMerged: () => void): Promise<void> {
  const waiting = device.all().filter((scan) => isWaiting(scan) && !device.beingSent.has(scan.scanId));
  for (const { post, scans } of batchesOf(waiting)) {
    const verdicts = await ports.recordMany(post, scans);
    await device.keep(
      scans.flatMap((scan) => {
        const recorded = verdicts.get(scan.scanId);
        return recorded === undefined ? [] : [{ ...scan, recorded }];
      }),
    );
    onMerged();
  }
}

export type CheckIns = Awaited<ReturnType<typeof makeCheckIns>>;

function stateOf(scans: readonly Scan[], { performanceId }: Post, isOnline: boolean): GateState {
  return {
    isOnline,
    waiting: scans.filter(isWaiting).length,
    doubtful: scans.filter((scan) => isDoubtful(scan) && scan.performanceId === performanceId).reverse(),
  };
}

interface Batch {
  readonly post: Post;
  readonly scans: readonly Scan[];
}

/** Groups scans by post, in the order of their times, as many as one request takes. */
export function batchesOf(scans: readonly Scan[], most = MOST_PER_BATCH): readonly Batch[] {
  const byPost = Map.groupBy(scans, ({ performanceId, gate }) => JSON.stringify([performanceId, gate]));
  return [...byPost.values()].flatMap((ofPost) => {
    const inOrder = ofPost.toSorted((a, b) => a.at.localeCompare(b.at));
    const starts = Array.from({ length: Math.ceil(inOrder.length / most) }, (_, index) => index * most);
    return starts.map((start): Batch => {
      const [{ performanceId, gate }] = inOrder as [Scan];
      return { post: { performanceId, gate }, scans: inOrder.slice(start, start + most) };
    });
  });
}
