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
/** Time to read the answer, in which the connection still counts. */
const LINGER_MS = 1_000;

interface UnreadableError extends NodeJS.ErrnoException {
  readonly rawPacket?: Buffer;
}

/** The problem with bytes that the parser of HTTP refused. */
function codeOf({ code = '', rawPacket }: UnreadableError): ProblemCode {
  const start = rawPacket?.toString('latin1', 0, PACKET_START) ?? '';
  if (code === 'HPE_HEADER_OVERFLOW' && LONG_FIRST_LINE.test(start)) return 'uri_too_long';
  if (code === 'HPE_INVALID_METHOD' && REQUEST_LINE.test(start)) return 'method_unknown';
  return UNREADABLE[code] ?? 'malformed_request';
}

const describe = (code: ProblemCode, problemsUrl: string, acceptLanguage?: string): Problem =>
  problemBody(code, {
    locale: acceptLanguage === undefined ? 'en' : chooseLocale(acceptLanguage),
    toldRequestId: randomUUID(),
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
 * Answers what never became a request with a problem object; nothing is known of its sender's
 * language.
 */
export function answerSocket(socket: Duplex, code: ProblemCode, problemsUrl: string): void {
  // Node has let go of a socket that asks for a tunnel: an error that nobody hears ends the
  // process.
  socket.on('error', () => socket.destroy());
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const problem = describe(code, problemsUrl);
  const body = JSON.stringify(problem);
  const headers = Object.entries(headersOf(problem, body)).map(([name, value]) => `${name}: ${value}`);
  const status = `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`;
  socket.end(`${[status, ...headers].join('\r\n')}\r\n\r\n${body}`);
  // Without reading, its end would go unnoticed; and no timeout of the server watches it any more.
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
}

/** Answers bytes that are no HTTP request. */
export function answerUnreadable(error: UnreadableError, socket: Duplex, problemsUrl: string): void {
  if (error.code === 'ECONNRESET') socket.destroy();
  else answerSocket(socket, codeOf(error), problemsUrl);
}

/**
 * Answers a request target that is no address of ours, such as one with a backslash or a host that
 * is none.
 */
export function answerUnaddressed(problemsUrl: string): Response {
  const problem = describe('malformed_request', problemsUrl);
  const body = JSON.stringify(problem);
  return new Response(body, { status: problem.status, headers: headersOf(problem, body) });
}

/**
 * Answers a request that the framework would misread: an address that is too long, no host or two
 * of them (RFC 9112, 3.2), or the whole server as its subject. False when it is none of these.
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

/** How often `Host` is named; an array walk, as every request pays for it. */
function countHosts(rawHeaders: readonly string[]): number {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts;
}
