import type { Server, Socket } from 'node:net';

interface Stalled {
  readonly takenBytes: number;
  readonly sinceMs: number;
}

const LOOKS_WITHIN_PATIENCE = 6;

/**
 * Closes connections that accept no bytes for `patienceMs` while some are pending. One periodic
 * check replaces a timer per request. Returns a function that stops the checks.
 */
export function cutSlowReaders(server: Server, patienceMs: number): () => void {
  const sockets = new Set<Socket>();
  const stalled = new WeakMap<Socket, Stalled>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const look = (): void => {
    const nowMs = performance.now();
    for (const socket of sockets) {
      const before = stalled.get(socket);
      const takenBytes = socket.bytesWritten - socket.writableLength;
      if (socket.writableLength === 0) stalled.delete(socket);
      else if (before?.takenBytes !== takenBytes) stalled.set(socket, { takenBytes, sinceMs: nowMs });
      else if (nowMs - before.sinceMs >= patienceMs) socket.destroy();
    }
  };
  const timer = setInterval(look, patienceMs / LOOKS_WITHIN_PATIENCE);
  timer.unref();
  return () => clearInterval(timer);
}
