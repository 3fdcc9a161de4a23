import type { HttpAnswer, HttpConnection } from '../http-connection.ts';
import type { Journey } from '../load.ts';
import type { GeneratorPlan, Requests } from '../plan.ts';
import { textAfter } from './text-after.ts';
import { makeWholeJourney } from './whole-journey.ts';

const WAIT_SECONDS = 30;
/** Coprime to every number of seats in use, so that stepping by it visits each seat once, far from the last. */
const SEAT_STEP = 7_919;

/**
 * The journey of a plan: submits its n-th request and follows it to its outcome. `onTold` hears how many milliseconds after the time
 * recorded with an outcome its client knew it, by clocks of one machine. Throws on an answer that makes no sense.
 */
export function makeJourney(plan: GeneratorPlan, onTold: (milliseconds: number) => void): Journey {
  const { protocol, tokens } = plan;
  if (protocol.kind === 'visit') return visit(protocol.path, tokens);
  if (protocol.kind === 'join') return join(protocol.path, tokens);
  if (protocol.kind === 'poll') return poll(protocol.path, tokens, protocol.queueTokens);
  if (protocol.kind === 'flood') return flood(plan, protocol.path, protocol.bodies);
  if (protocol.kind === 'read') return read(protocol.path, protocol.etag);
  if (plan.requests === undefined) throw new Error('the plan says nothing to ask for');
  const bodyOf = makeBodies(plan.requests);
  if (protocol.kind === 'journey') return makeWholeJourney({ ...plan, protocol }, bodyOf);
  const path = protocol.kind === 'direct' ? protocol.path : '/v1/reservations';
  const submit = (connection: HttpConnection, index: number, token: string) => {
    const body = bodyOf(index);
    return connection.send(
      `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n${headersOf(plan, index)}` +
        `Idempotency-Key: ${plan.run}-${index}\r\nContent-Type: application/json\r\n` +
        `${protocol.kind === 'direct' ? '' : `Prefer: wait=${WAIT_SECONDS}\r\n`}` +
        `Content-Length: ${body.length}\r\n\r\n${body}`,
    );
  };
  return async (connection, index) => {
    const token = tokens[index % tokens.length] ?? '';
    const accepted = await submit(connection, index, token);
    if (protocol.kind === 'direct') return directOutcome(accepted);
    if (accepted.status !== 202) throw new Error(`not accepted: ${accepted.status} ${accepted.body}`);
    const answered = outcomeOf(accepted.body);
    if (answered !== null) {
      onTold(Date.now() - Date.parse(textAfter(accepted.body, '"finishedAt":"')));
      return answered;
    }
    const poll =
      `GET /v1/jobs/${textAfter(accepted.body, '"id":"')}?wait=${WAIT_SECONDS} HTTP/1.1\r\n` +
      `Host: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`;
    for (;;) {
      const job = await connection.send(poll);
      if (job.status !== 200) throw new Error(`job: ${job.status} ${job.body}`);
      const outcome = outcomeOf(job.body);
      if (outcome !== null) return outcome;
    }
  };
}

/** Null while the job is not final. */
function outcomeOf(job: string): string | null {
  const status = textAfter(job, '"status":"');
  if (status === 'succeeded') return status;
  return status === 'rejected' || status === 'failed' ? textAfter(job, '"code":"') : null;
}

const visit =
  (path: string, tokens: readonly string[]): Journey =>
  async (connection, index) => {
    const token = tokens[index % tokens.length] ?? '';
    const answer = await connection.send(
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`,
    );
    if (answer.status === 401) throw new Error('the token is not accepted');
    return 'succeeded';
  };

const join =
  (path: string, tokens: readonly string[]): Journey =>
  async (connection, index) => {
    const { status, body } = await connection.send(
      `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${tokens[index]}\r\nContent-Length: 0\r\n\r\n`,
    );
    if (status !== 201) throw new Error(`not joined: ${status} ${body}`);
    return 'succeeded';
  };

const poll =
  (path: string, tokens: readonly string[], queueTokens: readonly string[]): Journey =>
  async (connection, index) => {
    const at = index % tokens.length;
    const { status, body } = await connection.send(
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${tokens[at]}\r\n` +
        `Queue-Token: ${queueTokens[at]}\r\n\r\n`,
    );
    if (status !== 200 || !body.includes('"status":"waiting"'))
      throw new Error(`no place: ${status} ${body}`);
    return 'succeeded';
  };

const headersOf = ({ headers = [] }: GeneratorPlan, index: number): string =>
  headers[index % headers.length] ?? '';

function flood(plan: GeneratorPlan, path: string, bodies: readonly string[]): Journey {
  const { tokens } = plan;
  const start = `POST ${path} HTTP/1.1\r\nHost: localhost\r\n`;
  return async (connection, index) => {
    const token = tokens[index % tokens.length];
    const body = bodies[index % bodies.length] ?? '';
    const { status } = await connection.send(
      `${start}${token === undefined ? '' : `Authorization: Bearer ${token}\r\n`}${headersOf(plan, index)}` +
        `${body === '' ? '' : 'Content-Type: application/json\r\n'}Content-Length: ${body.length}\r\n\r\n${body}`,
    );
    return String(status);
  };
}

/** Succeeds with 304 for who has the version, else with 200 and a body. */
function read(path: string, etag: string | null): Journey {
  const condition = etag === null ? '' : `If-None-Match: ${etag}\r\n`;
  const request = `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${condition}\r\n`;
  const expected = etag === null ? 200 : 304;
  return async (connection) => {
    const { status, body } = await connection.send(request);
    if (status !== expected || (etag === null) !== body.length > 0)
      throw new Error(`${expected} expected: ${status} ${body.slice(0, 200)}`);
    return 'succeeded';
  };
}

function directOutcome(answer: HttpAnswer): string {
  if (answer.status === 201) return 'succeeded';
  if (answer.status === 409) return textAfter(answer.body, '"code":"');
  throw new Error(`neither held nor refused: ${answer.status} ${answer.body}`);
}

/** The n-th body as JSON. */
function makeBodies(requests: Requests): (index: number) => string {
  switch (requests.kind) {
    case 'every-seat': {
      const { performances, seatsEach } = requests;
      return (nth) => {
        const seat = ((Math.floor(nth / performances.length) * SEAT_STEP) % seatsEach) + 1;
        return `{"performanceId":"${performances[nth % performances.length]}","seatNumbers":[${seat}]}`;
      };
    }
    case 'one-seat':
      return () => `{"performanceId":"${requests.performance}","seatNumbers":[${requests.seatNumber}]}`;
    case 'parties':
      return (index) =>
        `{"performanceId":"${requests.performance}","bestAvailable":{"quantity":${(index % 4) + 1}}}`;
  }
}
