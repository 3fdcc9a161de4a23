/**
 * Forwards connections to servers and delays every byte, as a network between two machines does.
 * A process of its own: its waits must not stop what is measured. Orders come from its parent: the
 * servers' ports first, then delays.
 */

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** Timers of Node have whole milliseconds; this wait is exact to a tenth, and uses no CPU. */
const SLICE_MS = 0.1;
const cell = new Int32Array(new SharedArrayBuffer(4));

interface Parcel {
  readonly dueMs: number;
  readonly to: Socket;
  readonly bytes: Buffer;
}

let oneWayMs = 0;
/** In order: all parcels take the same time. */
const parcels: Parcel[] = [];
let isPumping = false;

function pump(): void {
  const nowMs = performance.now();
  const due = parcels.findIndex(({ dueMs }) => dueMs > nowMs);
  const ready = due < 0 ? parcels.splice(0) : parcels.splice(0, due);
  for (const { to, bytes } of ready) if (to.writable) to.write(bytes);
  const [next] = parcels;
  isPumping = next !== undefined;
  if (next === undefined) return;
  Atomics.wait(cell, 0, 0, Math.min(Math.max(next.dueMs - performance.now(), 0), SLICE_MS));
  setImmediate(pump);
}

function forward(from: Socket, to: Socket): void {
  from.setNoDelay(true);
  from.on('data', (bytes) => {
    if (oneWayMs === 0 && parcels.length === 0) {
      to.write(bytes);
      return;
    }
    parcels.push({ dueMs: performance.now() + oneWayMs, to, bytes });
    if (isPumping) return;
    isPumping = true;
    setImmediate(pump);
  });
  from.on('error', () => undefined);
  from.on('close', () => to.destroy());
}

async function listen(port: number): Promise<number> {
  const listener = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    forward(client, server);
    forward(server, client);
  });
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  return (listener.address() as AddressInfo).port;
}

process.once('disconnect', () => process.exit());
process.on('message', ({ roundTripMs }: { readonly roundTripMs?: number }) => {
  if (roundTripMs !== undefined) oneWayMs = roundTripMs / 2;
});
const [{ ports }] = (await once(process, 'message')) as [{ readonly ports: readonly number[] }];
process.send?.(await Promise.all(ports.map(listen)));
