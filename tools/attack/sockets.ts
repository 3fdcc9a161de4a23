import net from 'node:net';

interface RawSocket {
  /** The bytes received so far, as Latin-1. */
  readonly received: () => string;
  readonly isClosed: () => boolean;
  /** Bytes that the server has taken. */
  readonly taken: () => number;
  readonly write: (data: string | Buffer) => boolean;
  readonly end: () => void;
  /** Ends the connection with a TCP reset. */
  readonly reset: () => void;
}

/**
 * Connects to a server and sends a request as it is. With `reads: false` it never reads the answer.
 */
export async function openSocket(url: string, request: string, reads = true): Promise<RawSocket> {
  const { hostname, port } = new URL(url);
  const socket = net.connect({ host: hostname, port: Number(port) });
  let received = '';
  let closed = false;
  socket.on('error', () => undefined);
  socket.on('close', () => {
    closed = true;
  });
  if (reads) {
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
    });
  } else socket.pause();
  await new Promise<void>((resolve) => {
    socket.once('connect', () => resolve());
    socket.once('close', () => resolve());
  });
  socket.write(request);
  return {
    received: () => received,
    isClosed: () => closed,
    taken: () => socket.bytesWritten - socket.writableLength,
    write: (data) => !closed && socket.write(data),
    end: () => void socket.destroy(),
    reset: () => void socket.resetAndDestroy(),
  };
}

/** How often each value occurs, as text: `200 × 3, 429 × 7`. */
export function tally(values: readonly unknown[]): string {
  const counts = new Map<unknown, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => `${String(value)} × ${count}`).join(', ');
}
