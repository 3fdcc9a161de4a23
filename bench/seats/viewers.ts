import { connect, type Socket } from 'node:net';

/** When a change reached the first viewer and the last one, by `performance.now()`. */
export interface Reached {
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Many clients of one stream of seat events. */
export interface Viewers {
  /** Resolves when each of them has received one more change; call it before the change is made. Rejects after 30 s. */
  nextChange(): Promise<Reached>;
  close(): void;
}

const READ_BYTES = 65_536;
const CONNECTING_AT_ONCE = 100;
const PATIENCE_MS = 30_000;
const SNAPSHOT = 'event: snapshot';
const CHANGE = 'event: change';
/** A mark that is cut in two by the end of a read is found in the next one. */
const CARRIED = Math.max(SNAPSHOT.length, CHANGE.length) - 1;

/** Opens `count` streams and resolves when each has received its snapshot. */
export async function openViewers(baseUrl: string, path: string, count: number): Promise<Viewers> {
  const sockets: Socket[] = [];
  let round: { readonly reach: () => void; readonly fail: (error: Error) => void } | null = null;
  const onChange = () => round?.reach();
  const onBroken = (error: Error) => round?.fail(error);
  while (sockets.length < count) {
    const some = Math.min(CONNECTING_AT_ONCE, count - sockets.length);
    const opened = Array.from({ length: some }, () => openViewer({ baseUrl, path, onChange, onBroken }));
    sockets.push(...(await Promise.all(opened)));
  }
  return {
    nextChange: () =>
      new Promise<Reached>((resolve, reject) => {
        let [reached, firstMs] = [0, 0];
        const late = setTimeout(() => reject(new Error(`${reached} of ${count} were told`)), PATIENCE_MS);
        round = {
          fail: reject,
          reach: () => {
            reached += 1;
            if (reached === 1) firstMs = performance.now();
            if (reached < count) return;
            clearTimeout(late);
            resolve({ firstMs, lastMs: performance.now() });
          },
        };
      }),
    close: () => {
      round = null;
      for (const socket of sockets) socket.destroy();
    },
  };
}

interface ViewerOptions {
  readonly baseUrl: string;
  readonly path: string;
  readonly onChange: () => void;
  readonly onBroken: (error: Error) => void;
}

/** Reads no more of the stream than which events it holds: the viewers share their cores with what is measured. */
function openViewer({ baseUrl, path, onChange, onBroken }: ViewerOptions): Promise<Socket> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    let carried = '';
    let seenSnapshot = false;
    const onRead = (bytes: number, read: Uint8Array): boolean => {
      const text = carried + Buffer.from(read.buffer, read.byteOffset, bytes).toString('latin1');
      carried = text.slice(-CARRIED);
      if (!seenSnapshot && text.includes(SNAPSHOT)) {
        seenSnapshot = true;
        resolve(socket);
      }
      for (let at = text.indexOf(CHANGE); at >= 0; at = text.indexOf(CHANGE, at + 1)) onChange();
      return true;
    };
    const socket = connect({
      host: hostname,
      port: Number(port),
      onread: { buffer: sharedBuffer, callback: onRead },
    });
    const fail = (error: Error) => {
      reject(error);
      onBroken(error);
    };
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('a stream ended')));
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n`);
  });
}

/** What is read is looked through before anything else is read, so one buffer serves all. */
const sharedBuffer = Buffer.alloc(READ_BYTES);
