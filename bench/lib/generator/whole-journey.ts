import { type HttpConnection, openHttpConnection } from '../http-connection.ts';
import type { Journey } from '../load.ts';
import type { GeneratorPlan, Protocol } from '../plan.ts';
import { textAfter } from './text-after.ts';

const WAIT_SECONDS = 30;

type JourneyPlan = GeneratorPlan & { readonly protocol: Extract<Protocol, { kind: 'journey' }> };

/** A fan's whole way, every step as a client takes it: waiting room, hold, payment window, payment. */
export function makeWholeJourney(plan: JourneyPlan, bodyOf: (index: number) => string): Journey {
  const { protocol, tokens, run } = plan;
  const queue = `/v1/concerts/${protocol.concert}/queue`;
  const windows = new Map<HttpConnection, Promise<HttpConnection>>();

  const checkOut = async (connection: HttpConnection, orderId: string, amount: string): Promise<string> => {
    if (protocol.method === 'wallet') return '"method":"wallet"';
    const { url, scenario } = protocol.gateway;
    const opening = windows.get(connection) ?? openHttpConnection(url);
    windows.set(connection, opening);
    const body = `{"orderId":"${orderId}","amount":${amount},"scenario":"${scenario}"}`;
    const opened = await (await opening).send(post('/mock/checkout', '', '', body));
    const paymentKey = textAfter(opened.body, '"paymentKey":"');
    return `"method":"gateway","paymentKey":"${paymentKey}","amount":${amount}`;
  };

  return async (connection, index) => {
    const token = tokens[index];
    if (token === undefined) throw new Error('each journey needs an account of its own');
    const bearer = `Authorization: Bearer ${token}\r\n`;
    const queueToken = await enter(connection, queue, bearer);
    const key = (step: string) => `Idempotency-Key: ${run}-${step}-${index}\r\n`;
    const wish = bodyOf(index);
    const hold = post('/v1/reservations', bearer, `${key('hold')}Queue-Token: ${queueToken}\r\n`, wish);
    const held = await runCommand(connection, hold, bearer);
    if (held.refusal !== null) return held.refusal;
    const reservationId = textAfter(held.body, '"reservation":{"id":"');
    const amount = /"totalAmount":(\d+)/.exec(held.body)?.[1] ?? '';
    const method = await checkOut(connection, reservationId, amount);
    const order = `{"reservationId":"${reservationId}",${method}}`;
    const paid = await runCommand(connection, post('/v1/payments', bearer, key('pay'), order), bearer);
    if (paid.refusal !== null) return paid.refusal;
    if (!paid.body.includes('"status":"confirmed"')) throw new Error(`not confirmed: ${paid.body}`);
    return 'succeeded';
  };
}

const post = (path: string, bearer: string, headers: string, body: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\n${bearer}${headers}Content-Type: application/json\r\n` +
  `Content-Length: ${body.length}\r\n\r\n${body}`;
const get = (path: string, headers: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`;

/** Joins and waits to be admitted. Answers the queue token. */
async function enter(connection: HttpConnection, queue: string, bearer: string): Promise<string> {
  const joined = await connection.send(
    `POST ${queue} HTTP/1.1\r\nHost: localhost\r\n${bearer}Content-Length: 0\r\n\r\n`,
  );
  const queueToken = textAfter(joined.body, '"token":"');
  for (let place = joined; ; ) {
    const status = textAfter(place.body, '"status":"');
    if (status === 'admitted') return queueToken;
    if (status !== 'waiting') throw new Error(`not let in: ${place.status} ${place.body}`);
    place = await connection.send(
      get(`${queue}?wait=${WAIT_SECONDS}`, `${bearer}Queue-Token: ${queueToken}\r\n`),
    );
  }
}

async function runCommand(
  connection: HttpConnection,
  request: string,
  bearer: string,
): Promise<{ readonly body: string; readonly refusal: string | null }> {
  const accepted = await connection.send(request);
  if (accepted.status !== 202) throw new Error(`not accepted: ${accepted.status} ${accepted.body}`);
  const poll = get(`/v1/jobs/${textAfter(accepted.body, '"id":"')}?wait=${WAIT_SECONDS}`, bearer);
  for (;;) {
    const { status: code, body } = await connection.send(poll);
    if (code !== 200) throw new Error(`job: ${code} ${body}`);
    const status = textAfter(body, '"status":"');
    if (status === 'succeeded') return { body, refusal: null };
    if (status === 'rejected' || status === 'failed') return { body, refusal: textAfter(body, '"code":"') };
  }
}
