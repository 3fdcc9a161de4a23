import type { HttpConnection } from './http-connection.ts';
import type { Journey } from './load.ts';
import type { GeneratorPlan, Protocol } from './plan.ts';
import { bearer, get, post, runCommand, sendUntilAvailable, textAfter, WAIT_SECONDS } from './requests.ts';

type JourneyPlan = GeneratorPlan & { readonly protocol: Extract<Protocol, { kind: 'journey' }> };

/** A fan's whole way as a client takes it: waiting room, hold, payment. */
export function makeWholeJourney(plan: JourneyPlan, bodyOf: (index: number) => string): Journey {
  const { protocol, tokens, run } = plan;
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
    if (queueToken === null) return UNAVAILABLE;
    if (protocol.until === 'admitted') return 'succeeded';
    const keyed = (step: string) => `${authorization}Idempotency-Key: ${run}-${step}-${index}\r\n`;
    const hold = post('/v1/reservations', `${keyed('hold')}Queue-Token: ${queueToken}\r\n`, bodyOf(index));
    const held = await runCommand(connection, hold, authorization);
    if (held.outcome !== 'succeeded' || protocol.until === 'held') return held.outcome;
    const reservationId = textAfter(held.body, '"reservation":{"id":"');
    const amount = /"totalAmount":(\d+)/.exec(held.body)?.[1] ?? '';
    const payment = post(
      '/v1/payments',
      keyed('pay'),
      `{"reservationId":"${reservationId}",${methodOf(index, amount)}}`,
    );
    const paid = await runCommand(connection, payment, authorization);
    if (paid.outcome === 'succeeded' && !paid.body.includes('"status":"confirmed"'))
      throw new Error(`not confirmed: ${paid.body}`);
    return paid.outcome;
  };
}

const UNAVAILABLE = 'service_unavailable';

/** Joins and waits to be admitted. Returns the queue token; null if the join was answered 503. */
async function enter(
  connection: HttpConnection,
  queue: string,
  authorization: string,
): Promise<string | null> {
  const joined = await connection.send(post(queue, authorization));
  if (joined.status === 503) return null;
  const queueToken = textAfter(joined.body, '"token":"');
  for (let place = joined; ; ) {
    const status = textAfter(place.body, '"status":"');
    if (status === 'admitted') return queueToken;
    if (status !== 'waiting') throw new Error(`not let in: ${place.status} ${place.body}`);
    const headers = `${authorization}Queue-Token: ${queueToken}\r\n`;
    place = await sendUntilAvailable(connection, get(`${queue}?wait=${WAIT_SECONDS}`, headers));
  }
}
