import { connect, type Socket } from 'node:net';

const READ_BYTES = 1_048_576;
const HEAD_END = '\r\n\r\n';
const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)/i;

/** Connections that ask again as soon as they have read an answer, and throw away what they read. */
export interface Readers {
  /** Answers read to their end so far, and their bytes without headers. */
  answers(): { readonly count: number; readonly bytes: number };
  close(): void;
}

/** Opens readers. Throws from the event loop when an answer is not 200. */
export function openReaders(url: string, acceptEncoding: string, count: number): Readers {
  const total = { count: 0, bytes: 0 };
  const onAnswer = (bytes: number): void => {
    total.count += 1;
    total.bytes += bytes;
  };
  const sockets = Array.from({ length: count }, (_, n) =>
    openReader(requestOf(new URL(url), acceptEncoding, n), new URL(url), onAnswer),
  );
  return {
    answers: () => ({ ...total }),
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function openReader(request: string, url: URL, onAnswer: (bytes: number) => void): Socket {
  let head = '';
  let [length, left] = [0, 0];
  const onRead = (bytes: number): boolean => {
    let inBody = bytes;
    if (left === 0) {
      const seen = head.length;
      head += buffer.toString('latin1', 0, bytes);
      const end = head.indexOf(HEAD_END);
      if (end < 0) return true;
      if (!head.startsWith('HTTP/1.1 200 ')) throw new Error(`not an answer: ${head.slice(0, 200)}`);
      length = Number(CONTENT_LENGTH.exec(head)?.[1]);
      left = length;
      inBody = bytes - (end + HEAD_END.length - seen);
      head = '';
    }
    left -= inBody;
    if (left > 0) return true;
    onAnswer(length);
    socket.write(request);
    return true;
  };
  // What is read is counted before anything else is read, so one buffer serves all.
  const socket = connect({
    host: url.hostname,
    port: Number(url.port),
    noDelay: true,
    onread: { buffer, callback: onRead },
  });
  socket.write(request);
  return socket;
}

const buffer = Buffer.alloc(READ_BYTES);

/** The request of the `n`th reader, from an address of its own as a proxy would name it. */
const requestOf = ({ host, pathname }: URL, acceptEncoding: string, n: number): string =>
  [
    `GET ${pathname} HTTP/1.1`,
    `Host: ${host}`,
    `Accept-Encoding: ${acceptEncoding}`,
    `X-Forwarded-For: 198.18.${n >> 8}.${n & 255}`,
    '\r\n',
  ].join('\r\n');

/** Opens connections that ask from addresses of their own and never read an answer; resolves when all have asked. */
export async function openSilent(url: string, count: number): Promise<{ close(): void }> {
  const target = new URL(url);
  const sockets = await Promise.all(
    Array.from({ length: count }, (_, n) => {
      return new Promise<Socket>((resolve, reject) => {
        const socket = connect({ host: target.hostname, port: Number(target.port) });
        socket.on('error', reject);
        socket.pause();
        socket.on('connect', () => socket.write(requestOf(target, 'identity', n), () => resolve(socket)));
      });
    }),
  );
  return {
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}
