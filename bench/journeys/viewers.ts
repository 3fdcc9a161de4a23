import { startGenerator } from '../generator/run-generator.ts';
import { openViewer } from '../seat-list/viewers.ts';
import type { System } from './systems.ts';

const VIEWERS = 10;
const LONGEST_MS = 1_800_000;

interface Viewers {
  /** Of a process of their own. */
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

/**
 * Ten viewers of the seat map. The product streams changes to them; they ask the conventional
 * system once a second each.
 */
export async function openViewers({ name, apiUrl }: System, performanceId: string): Promise<Viewers> {
  const path = `/v1/performances/${performanceId}`;
  if (name === 'product') {
    const url = new URL(`${path}/seats/events`, apiUrl);
    const open = () => openViewer(url, () => undefined);
    const sockets = await Promise.all(Array.from({ length: VIEWERS }, open));
    return {
      pids: [],
      stop: async () => {
        for (const socket of sockets) socket.destroy();
      },
    };
  }
  const { pid, measured } = startGenerator({
    urls: [apiUrl],
    protocol: {
      kind: 'request',
      method: 'GET',
      path: `${path}/availability`,
      expected: { status: 200 },
      discardBodies: true,
    },
    shape: { kind: 'open', ratePerSecond: VIEWERS },
    connections: VIEWERS,
    journeys: (VIEWERS * LONGEST_MS) / 1_000,
    measureMs: LONGEST_MS,
  });
  return {
    pids: [pid],
    stop: async () => {
      process.kill(pid);
      await measured.catch(() => undefined);
    },
  };
}
