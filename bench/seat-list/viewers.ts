import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Sale } from '@concert-mania/testkit/data/builders';
import { makeAccounts } from '@concert-mania/testkit/data/load-data';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { type LatencySummary, makeLatencies } from '../generator/latencies.ts';
import type { Bench } from '../measuring/stack.ts';
import { milliseconds, table } from '../report/tables.ts';

/** From the commit of a change until the first and the last viewer were notified. */
interface SpreadMeasured {
  readonly first: LatencySummary;
  readonly last: LatencySummary;
}

/** Longer than the relay's longest pause, so changes meet it at any moment of the pause. */
const BETWEEN_MS = 200;
const CONNECTING_AT_ONCE = 100;
const PATIENCE_MS = 30_000;

/** Holds one seat after another in the database while viewers follow the performance's events. */
export async function measureSpread(
  { db, stack }: Bench,
  sale: Sale,
  { viewers, changes }: { readonly viewers: number; readonly changes: number },
): Promise<SpreadMeasured> {
  const url = new URL(`/v1/performances/${sale.performanceId}/seats/events`, stack.apiUrls[0]);
  const [first, last] = [makeLatencies(changes), makeLatencies(changes)];
  const notified: number[] = [];
  const sockets: Socket[] = [];
  while (sockets.length < viewers) {
    const some = Array.from({ length: Math.min(CONNECTING_AT_ONCE, viewers - sockets.length) }, () =>
      openViewer(url, () => notified.push(performance.now())),
    );
    sockets.push(...(await Promise.all(some)));
  }
  try {
    for (let seatNumber = 1; seatNumber <= changes; seatNumber += 1) {
      await pause(BETWEEN_MS + Math.random() * BETWEEN_MS);
      notified.length = 0;
      const [accountId] = await makeAccounts(db, 1);
      if (accountId === undefined) throw new Error('makeAccounts(1) returned no account');
      await makeHold(db, { sale, accountId, seatNumbers: [seatNumber] });
      const committedMs = performance.now();
      while (notified.length < viewers) {
        if (performance.now() - committedMs > PATIENCE_MS)
          throw new Error(`seat ${seatNumber}: ${notified.length} of ${viewers} viewers were notified`);
        await pause(1);
      }
      // The relay may read a commit before its writer hears of it.
      first.add(Math.max(0, (notified[0] ?? 0) - committedMs));
      last.add((notified[viewers - 1] ?? 0) - committedMs);
    }
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  return { first: first.summary(), last: last.summary() };
}

export const spreadTable = ({ first, last }: SpreadMeasured): string =>
  table(
    [
      { name: 'to the first viewer', ...first },
      { name: 'to the last viewer', ...last },
    ],
    {
      '': ({ name }) => name,
      'p50 ms': ({ p50Ms }) => milliseconds(p50Ms),
      'p99 ms': ({ p99Ms }) => milliseconds(p99Ms),
      'longest ms': ({ maxMs }) => milliseconds(maxMs),
    },
  );

const SNAPSHOT = 'event: snapshot';
const CHANGE = 'event: change';
/** A mark that is cut in two by the end of a read is found in the next one. */
const CARRIED = Math.max(SNAPSHOT.length, CHANGE.length) - 1;
/** One buffer serves all viewers: each read is searched before the next one. */
const buffer = Buffer.alloc(65_536);

/** Resolves when the stream has begun. Searches for events and no more, to save CPU. */
export function openViewer(url: URL, onChange: () => void): Promise<Socket> {
  return new Promise((resolve, reject) => {
    let carried = '';
    const onRead = (bytes: number): boolean => {
      const text = carried + buffer.toString('latin1', 0, bytes);
      carried = text.slice(-CARRIED);
      if (text.includes(SNAPSHOT)) resolve(socket);
      for (let at = text.indexOf(CHANGE); at >= 0; at = text.indexOf(CHANGE, at + 1)) onChange();
      return true;
    };
    const socket = connect({
      host: url.hostname,
      port: Number(url.port),
      onread: { buffer, callback: onRead },
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`the stream ${url.pathname} ended`)));
    socket.write(`GET ${url.pathname} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n`);
  });
}
