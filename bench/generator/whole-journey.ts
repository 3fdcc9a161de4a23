import { type HttpConnection, openHttpConnection } from './http-connection.ts';
import type { Journey } from './load.ts';
import type { GeneratorPlan, Protocol } from './plan.ts';
import { bearer, get, post, runCommand, textAfter, WAIT_SECONDS } from './requests.ts';

type JourneyPlan = GeneratorPlan & { readonly protocol: Extract<Protocol, { kind: 'journey' }> };

/** A fan's whole way as a client takes it: waiting room, hold, payment window, payment. */
export function makeWholeJourney(plan: JourneyPlan, bodyOf: (index: number) => string): Journey {
  const { protocol, tokens, run } = plan;
  const queue = `/v1/concerts/${protocol.concert}/queue`;
  const windows = new Map<HttpConnection, Promise<HttpConnection>>();

  const checkOut = async (connection: HttpConnection, orderId: string, amount: string): Promise<string> => {
    if (protocol.method === 'wallet') return '"method":"wallet"';
    const { url, scenario } = protocol.gateway;
    const opening = windows.get(connection) ?? openHttpConnection(url);
    windows.set(connection, opening);
    const order = `{"orderId":"${orderId}","amount":${amount},"scenario":"${scenario}"}`;
    const opened = await (await opening).send(post('/mock/checkout', '', order));
    const paymentKey = textAfter(opened.body, '"paymentKey":"');
    return `"method":"gateway","paymentKey":"${paymentKey}","amount":${amount}`;
  };

  return async (connection, index) => {
    const token = tokens[index];
    if (token === undefined) throw new Error(`no account for journey ${index} of ${tokens.length}`);
    const authorization = bearer(token);
    const queueToken = await enter(connection, queue, authorization);
    const keyed = (step: string) => `${authorization}Idempotency-Key: ${run}-${step}-${index}\r\n`;
    const hold = post('/v1/reservations', `${keyed('hold')}Queue-Token: ${queueToken}\r\n`, bodyOf(index));
    const held = await runCommand(connection, hold, authorization);
    if (held.outcome !== 'succeeded') return held.outcome;
    const reservationId = textAfter(held.body, '"reservation":{"id":"');
    const amount = /"totalAmount":(\d+)/.exec(held.body)?.[1] ?? '';
    const method = await checkOut(connection, reservationId, amount);
    const payment = post('/v1/payments', keyed('pay'), `{"reservationId":"${reservationId}",${method}}`);
    const paid = await runCommand(connection, payment, authorization);
    if (paid.outcome === 'succeeded' && !paid.body.includes('"status":"confirmed"'))
      throw new Error(`not confirmed: ${paid.body}`);
    return paid.outcome;
  };
}

/** Joins and waits to be admitted. Returns the queue token. */
async function enter(connection: HttpConnection, queue: string, authorization: string): Promise<string> {
  const joined = await connection.send(post(queue, authorization));
  const queueToken = textAfter(joined.body, '"token":"');
  for (let place = joined; ; ) {
    const status = textAfter(place.body, '"status":"');
    if (status === 'admitted') return queueToken;
    if (status !== 'waiting') throw new Error(`not let in: ${place.status} ${place.body}`);
    const headers = `${authorization}Queue-Token: ${queueToken}\r\n`;
    place = await connection.send(get(`${queue}?wait=${WAIT_SECONDS}`, headers));
  }
}
