import { connect } from 'node:net';

export interface HttpAnswer {
  readonly status: number;
  /** Latin-1: only ASCII is looked for in it. Empty where bodies are discarded. */
  readonly body: string;
}

/** A keep-alive connection that carries one request at a time. */
export interface HttpConnection {
  /** Sends a whole request, from request line to body. Rejects if the connection breaks. */
  send(request: string): Promise<HttpAnswer>;
  close(): void;
}

const HEAD_END = '\r\n\r\n';
const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)/i;
/** One buffer serves all connections: each read is decoded before the next one. */
const buffer = Buffer.alloc(262_144);

/**
 * Connects to an HTTP/1.1 server. Own code because the generator shares its cores with what it
 * measures: 10 µs of CPU a request, against 14 by undici's `dispatch` and 17 by its `request`.
 */
export function openHttpConnection(
  baseUrl: string,
  { discardBodies = false }: { readonly discardBodies?: boolean } = {},
): Promise<HttpConnection> {
  const { hostname, port } = new URL(baseUrl);
  let waiting: { resolve: (answer: HttpAnswer) => void; reject: (error: Error) => void } | null = null;
  let text = '';
  let status = 0;
  let missingBytes = -1;

  const onRead = (bytes: number): boolean => {
    let bodyBytes = bytes;
    if (missingBytes < 0 || !discardBodies) text += buffer.toString('latin1', 0, bytes);
    if (missingBytes < 0) {
      const headLength = text.indexOf(HEAD_END);
      if (headLength < 0) return true;
      ({ status, length: missingBytes } = readHead(text.slice(0, headLength)));
      text = text.slice(headLength + HEAD_END.length);
      bodyBytes = text.length;
    }
    missingBytes -= bodyBytes;
    if (missingBytes > 0) return true;
    const answer = { status, body: discardBodies ? '' : text };
    const { resolve, reject } = waiting ?? {};
    waiting = null;
    if (missingBytes < 0) reject?.(new Error(`${-missingBytes} bytes follow an answer with ${status}`));
    else resolve?.(answer);
    text = '';
    missingBytes = -1;
    return true;
  };
  return new Promise((resolveConnection, rejectConnection) => {
    const socket = connect({
      host: hostname,
      port: Number(port),
      noDelay: true,
      onread: { buffer, callback: onRead },
    });
    const fail = (error: Error) => {
      rejectConnection(error);
      waiting?.reject(error);
      waiting = null;
    };
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('the server closed the connection')));
    socket.on('connect', () =>
      resolveConnection({
        send: (request) =>
          new Promise((resolve, reject) => {
            if (waiting !== null) throw new Error('a request is under way on this connection');
            waiting = { resolve, reject };
            socket.write(request, 'latin1');
          }),
        close: () => socket.destroy(),
      }),
    );
  });
}

function readHead(head: string): { readonly status: number; readonly length: number } {
  const status = Number(head.slice(9, 12));
  if (status === 204 || status === 304) return { status, length: 0 };
  const length = CONTENT_LENGTH.exec(head)?.[1];
  if (length === undefined) throw new Error(`no Content-Length in: ${head}`);
  return { status, length: Number(length) };
}
