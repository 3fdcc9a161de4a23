import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { chooseLocale } from './locale.ts';
import type { ProblemCode } from './problems/catalogue.ts';
import { type Problem, problemBody } from './problems/problem.ts';

const MAX_URL_CHARS = 8_192;
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';

const UNREADABLE: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};
const REQUEST_LINE = /^[A-Z]+ \S+ HTTP\/1\.[01]\r?$/m;
const LONG_FIRST_LINE = new RegExp(`^[A-Z]+ \\S{${MAX_URL_CHARS},}`);
const PACKET_START = 2 * MAX_URL_CHARS;
/** Time for the client to read the answer; the connection still counts. */
const LINGER_MS = 1_000;

interface UnreadableError extends NodeJS.ErrnoException {
  readonly rawPacket?: Buffer;
}

/** The problem for bytes that the HTTP parser refused. */
function codeOf({ code = '', rawPacket }: UnreadableError): ProblemCode {
  const start = rawPacket?.toString('latin1', 0, PACKET_START) ?? '';
  if (code === 'HPE_HEADER_OVERFLOW' && LONG_FIRST_LINE.test(start)) return 'uri_too_long';
  if (code === 'HPE_INVALID_METHOD' && REQUEST_LINE.test(start)) return 'method_unknown';
  return UNREADABLE[code] ?? 'malformed_request';
}

const describe = (code: ProblemCode, problemsUrl: string, acceptLanguage?: string): Problem =>
  problemBody(code, {
    locale: acceptLanguage === undefined ? 'en' : chooseLocale(acceptLanguage),
    answeredRequestId: randomUUID(),
    problemsUrl,
  });

const headersOf = (problem: Problem, body: string) => ({
  'content-type': 'application/problem+json',
  'content-length': String(Buffer.byteLength(body)),
  'cache-control': 'no-store',
  'x-request-id': problem.requestId,
  'x-content-type-options': 'nosniff',
  connection: 'close',
});

/**
 * Answers bytes that are not a request with a problem object, in the default language. HEAD gets no
 * body: its client would take the body for the next answer.
 */
export function answerSocket(socket: Duplex, code: ProblemCode, problemsUrl: string, isHead = false): void {
  // Node leaves a tunnel's socket to us: an unhandled error would end the process.
  socket.on('error', () => socket.destroy());
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const problem = describe(code, problemsUrl);
  const body = JSON.stringify(problem);
  const headers = Object.entries(headersOf(problem, body)).map(([name, value]) => `${name}: ${value}`);
  const status = `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`;
  socket.end(`${[status, ...headers].join('\r\n')}\r\n\r\n${isHead ? '' : body}`);
  // Without reading, its end would go unnoticed; the server's timeouts no longer apply to it.
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
}

/** Answers bytes that are not an HTTP request. Ends a connection that has sent none. */
export function answerUnreadable(error: UnreadableError, socket: Duplex, problemsUrl: string): void {
  // A client that opened a connection to spare would take the answer for that of its next request.
  const isUnused = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && 'bytesRead' in socket && !socket.bytesRead;
  if (error.code === 'ECONNRESET' || isUnused) socket.destroy();
  else answerSocket(socket, codeOf(error), problemsUrl, error.rawPacket?.indexOf('HEAD ') === 0);
}

/**
 * Answers a request target that is no valid address, such as one with a backslash or an invalid
 * host.
 */
export function answerUnaddressed(problemsUrl: string): Response {
  const problem = describe('malformed_request', problemsUrl);
  const body = JSON.stringify(problem);
  return new Response(body, { status: problem.status, headers: headersOf(problem, body) });
}

/**
 * Answers requests that the framework would misread: a too long address, no or two hosts (RFC 9112,
 * 3.2), or `*`. False for any other.
 */
export function answerOdd(
  { url = '', method, httpVersion, rawHeaders, headers }: IncomingMessage,
  outgoing: ServerResponse,
  problemsUrl: string,
): boolean {
  if (url === '*' && method === 'OPTIONS') {
    outgoing.writeHead(204, { allow: METHODS }).end();
    return true;
  }
  const hosts = countHosts(rawHeaders);
  const isOdd = url.length > MAX_URL_CHARS || hosts > 1 || (hosts === 0 && httpVersion === '1.1');
  if (!isOdd) return false;
  const code = url.length > MAX_URL_CHARS ? 'uri_too_long' : 'malformed_request';
  const problem = describe(code, problemsUrl, headers['accept-language']);
  const body = JSON.stringify(problem);
  outgoing.writeHead(problem.status, headersOf(problem, body)).end(body);
  return true;
}

/** Counts `Host` headers by walking the array, because every request pays for it. */
function countHosts(rawHeaders: readonly string[]): number {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts;
}
