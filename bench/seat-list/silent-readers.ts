import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { addressLine } from '../floods/measure.ts';
import { readMemory } from '../measuring/process-cpu.ts';
import type { Bench } from '../measuring/stack.ts';

/** Resident memory of the API process in megabytes. */
export interface SilentMeasured {
  readonly before: number;
  readonly most: number;
  readonly after: number;
}

const WATCH_MS = 10_000;
const LOOK_EVERY_MS = 200;

/** Asks on connections from addresses of their own and never reads the answers. */
export async function measureSilent(bench: Bench, path: string, count: number): Promise<SilentMeasured> {
  const [pid] = bench.watched().get('api') ?? [];
  const resident = (): number => (pid === undefined ? Number.NaN : (readMemory(pid)?.resident ?? Number.NaN));
  const before = resident();
  const url = new URL(bench.stack.apiUrls[0] ?? '');
  const sockets = await Promise.all(Array.from({ length: count }, (_, n) => openSilent(url, path, n)));
  let most = 0;
  for (let waited = 0; waited < WATCH_MS; waited += LOOK_EVERY_MS) {
    await pause(LOOK_EVERY_MS);
    most = Math.max(most, resident());
  }
  for (const socket of sockets) socket.destroy();
  await pause(LOOK_EVERY_MS);
  return { before, most, after: resident() };
}

const openSilent = ({ hostname, port }: URL, path: string, n: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.on('error', reject);
    socket.pause();
    socket.on('connect', () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n${addressLine(n)}\r\n`, () => resolve(socket)),
    );
  });
