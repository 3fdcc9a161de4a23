import { setTimeout as pause } from 'node:timers/promises';
import type { HttpAnswer, HttpConnection } from './http-connection.ts';
import type { Journey } from './load.ts';
import type { GeneratorPlan, Protocol } from './plan.ts';

type Of<K extends Protocol['kind']> = Extract<Protocol, { kind: K }>;

/** Sends the n-th request and follows it to its outcome. Throws on an unexpected answer. */
export function makeJourney(plan: GeneratorPlan): Journey {
  const { protocol } = plan;
  switch (protocol.kind) {
    case 'command':
      return command(plan, protocol);
    case 'journey':
      return wholeJourney(plan, protocol);
    case 'request':
      return request(plan, protocol);
  }
}

const WAIT_SECONDS = 30;

const bearer = (token = ''): string => (token === '' ? '' : `Authorization: Bearer ${token}\r\n`);

const nth = (values: readonly string[], index: number): string => values[index % values.length] ?? '';

const headersOf = ({ tokens, headers, run }: GeneratorPlan, keyed: boolean | undefined, index: number) =>
  `${bearer(nth(tokens, index))}${nth(headers, index)}${keyed ? `Idempotency-Key: ${run}-${index}\r\n` : ''}`;

const get = (path: string, headers: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`;

const post = (path: string, headers: string, body = ''): string =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}` +
  `${body === '' ? '' : 'Content-Type: application/json\r\n'}Content-Length: ${body.length}\r\n\r\n${body}`;

/** The text between the mark and the next quotation mark. Throws when the mark is missing. */
function textAfter(text: string, mark: string): string {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`no ${mark} in ${text}`);
  const from = at + mark.length;
  return text.slice(from, text.indexOf('"', from));
}

const codeOf = (body: string): string => textAfter(body, '"code":"');

function command(plan: GeneratorPlan, { path, bodies, keyed, success = '' }: Of<'command'>): Journey {
  return async (connection, index) => {
    const headers = `${headersOf(plan, keyed, index)}Prefer: wait=${WAIT_SECONDS}\r\n`;
    const sent = post(path, headers, nth(bodies, index));
    const { outcome, body } = await runCommand(connection, sent, bearer(nth(plan.tokens, index)));
    return outcome === 'succeeded' && !body.includes(success) ? 'refused' : outcome;
  };
}

function request(plan: GeneratorPlan, protocol: Of<'request'>): Journey {
  const { method, path, bodies = [], keyed, expected } = protocol;
  return async (connection, index) => {
    const headers = headersOf(plan, keyed, index);
    const text = method === 'GET' ? get(path, headers) : post(path, headers, nth(bodies, index));
    const { status, body } = await connection.send(text);
    if (expected === 'any status') return String(status);
    if (status === expected.status && body.includes(expected.text ?? '')) return 'succeeded';
    if (keyed && status === 409) return codeOf(body);
    throw new Error(`${method} ${path}: ${status} ${body.slice(0, 200)}`);
  };
}

/** A fan's whole way as a client takes it: waiting room, hold, payment. */
function wholeJourney({ tokens, run }: GeneratorPlan, protocol: Of<'journey'>): Journey {
  const queue = `/v1/concerts/${protocol.concert}/queue`;
  const methodOf = (index: number, amount: string): string =>
    protocol.method === 'wallet'
      ? '"method":"wallet"'
      : `"method":"gateway","paymentKey":"pk_${protocol.latencyMs}_${run}_${index}","amount":${amount}`;
  return async (connection, index) => {
    const token = tokens[index];
    if (token === undefined) throw new Error(`no account for journey ${index} of ${tokens.length}`);
    const authorization = bearer(token);
    const queueToken = await enter(connection, queue, authorization);
    if (queueToken === null) return 'service_unavailable';
    if (protocol.until === 'admitted') return 'succeeded';
    const keyed = (step: string) => `${authorization}Idempotency-Key: ${run}-${step}-${index}\r\n`;
    const pass = `Queue-Token: ${queueToken}\r\n`;
    const hold = post('/v1/reservations', `${keyed('hold')}${pass}`, nth(protocol.bodies, index));
    const held = await runCommand(connection, hold, authorization);
    if (held.outcome !== 'succeeded' || protocol.until === 'held') return held.outcome;
    const reservationId = textAfter(held.body, '"reservation":{"id":"');
    const amount = /"totalAmount":(\d+)/.exec(held.body)?.[1] ?? '';
    const payment = `{"reservationId":"${reservationId}",${methodOf(index, amount)}}`;
    const paid = await runCommand(connection, post('/v1/payments', keyed('pay'), payment), authorization);
    if (paid.outcome === 'succeeded' && !paid.body.includes('"status":"confirmed"'))
      throw new Error(`not confirmed: ${paid.body}`);
    return paid.outcome;
  };
}

/** Joins and waits to be admitted. Returns the queue token; null if the join was answered 503. */
async function enter(
  connection: HttpConnection,
  queue: string,
  authorization: string,
): Promise<string | null> {
  let place = await connection.send(post(queue, authorization));
  if (place.status === 503) return null;
  const queueToken = textAfter(place.body, '"token":"');
  for (;;) {
    const status = textAfter(place.body, '"status":"');
    if (status === 'admitted') return queueToken;
    if (status !== 'waiting') throw new Error(`not let in: ${place.status} ${place.body}`);
    const headers = `${authorization}Queue-Token: ${queueToken}\r\n`;
    place = await sendUntilAvailable(connection, get(`${queue}?wait=${WAIT_SECONDS}`, headers));
  }
}

/**
 * Sends a command and waits for its job. The outcome is `succeeded`, or the code of a refusal or of
 * a 503.
 */
async function runCommand(
  connection: HttpConnection,
  request: string,
  authorization: string,
): Promise<{ readonly outcome: string; readonly body: string }> {
  let { status, body } = await connection.send(request);
  if (status === 503) return { outcome: codeOf(body), body };
  if (status !== 202) throw new Error(`not accepted: ${status} ${body}`);
  for (let poll = ''; ; ) {
    const outcome = outcomeOf(body);
    if (outcome !== null) return { outcome, body };
    poll ||= get(`/v1/jobs/${textAfter(body, '"id":"')}?wait=${WAIT_SECONDS}`, authorization);
    ({ status, body } = await sendUntilAvailable(connection, poll));
    if (status !== 200) throw new Error(`job: ${status} ${body}`);
  }
}

/** Null while the job is not final. */
function outcomeOf(job: string): string | null {
  const status = textAfter(job, '"status":"');
  if (status === 'succeeded') return status;
  return status === 'rejected' || status === 'failed' ? codeOf(job) : null;
}

const RETRY_MS = 200;

/** Sends a read again while it is answered 503. */
async function sendUntilAvailable(connection: HttpConnection, request: string): Promise<HttpAnswer> {
  for (;;) {
    const answer = await connection.send(request);
    if (answer.status !== 503) return answer;
    await pause(RETRY_MS);
  }
}
