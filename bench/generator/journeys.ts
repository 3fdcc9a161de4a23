import { randomUUID } from 'node:crypto';
import type { HttpAnswer } from './http-connection.ts';
import type { Journey } from './load.ts';
import type { GeneratorPlan, Protocol } from './plan.ts';
import { bearer, get, post, runCommand, textAfter, WAIT_SECONDS } from './requests.ts';
import { makeWholeJourney } from './whole-journey.ts';
import { makeBodies } from './wishes.ts';

/** Sends the n-th request and follows it to its outcome. Throws on an unexpected answer. */
export function makeJourney(plan: GeneratorPlan): Journey {
  const { protocol } = plan;
  switch (protocol.kind) {
    case 'job':
      return holdByJob(plan, makeBodies(protocol.wishes));
    case 'direct':
      return holdDirectly(plan, protocol.path, makeBodies(protocol.wishes));
    case 'journey':
      return makeWholeJourney({ ...plan, protocol }, makeBodies(protocol.wishes));
    case 'scan':
      return scanAtGate(plan, protocol);
    case 'request':
      return request(plan, protocol);
  }
}

const authorizationOf = ({ tokens }: GeneratorPlan, index: number): string =>
  bearer(tokens[index % tokens.length]);

const headersOf = ({ headers = [] }: GeneratorPlan, index: number): string =>
  headers[index % headers.length] ?? '';

const holdByJob =
  (plan: GeneratorPlan, bodyOf: (index: number) => string): Journey =>
  async (connection, index) => {
    const authorization = authorizationOf(plan, index);
    const headers = `${authorization}${headersOf(plan, index)}Idempotency-Key: ${plan.run}-${index}\r\nPrefer: wait=${WAIT_SECONDS}\r\n`;
    const hold = post('/v1/reservations', headers, bodyOf(index));
    return (await runCommand(connection, hold, authorization)).outcome;
  };

const holdDirectly =
  (plan: GeneratorPlan, path: string, bodyOf: (index: number) => string): Journey =>
  async (connection, index) => {
    const headers = `${authorizationOf(plan, index)}Idempotency-Key: ${plan.run}-${index}\r\n`;
    const { status, body } = await connection.send(post(path, headers, bodyOf(index)));
    if (status === 201) return 'succeeded';
    if (status === 409) return textAfter(body, '"code":"');
    throw new Error(`neither held nor refused: ${status} ${body}`);
  };

/** `succeeded` if the ticket was admitted; else the result of the scan. */
function scanAtGate(
  plan: GeneratorPlan,
  { performance, gates, codes }: Extract<Protocol, { kind: 'scan' }>,
): Journey {
  return async (connection, index) => {
    const authorization = authorizationOf(plan, index);
    const gate = gates[index % gates.length];
    const scan = `{"performanceId":"${performance}","gate":"${gate}","scanId":"${randomUUID()}","code":"${codes[index]}"}`;
    const headers = `${authorization}Prefer: wait=${WAIT_SECONDS}\r\n`;
    const { outcome, body } = await runCommand(
      connection,
      post('/v1/gate/check-ins', headers, scan),
      authorization,
    );
    const result = outcome === 'succeeded' ? textAfter(body, '"result":"') : outcome;
    return result === 'admitted' ? 'succeeded' : result;
  };
}

function request(plan: GeneratorPlan, protocol: Extract<Protocol, { kind: 'request' }>): Journey {
  const { method, path, bodies = [], expected } = protocol;
  return async (connection, index) => {
    const headers = `${authorizationOf(plan, index)}${headersOf(plan, index)}`;
    const text = method === 'GET' ? get(path, headers) : post(path, headers, bodies[index % bodies.length]);
    const answer = await connection.send(text);
    if (expected === 'any status') return String(answer.status);
    if (!isExpected(answer, expected))
      throw new Error(`${method} ${path}: ${answer.status} ${answer.body.slice(0, 200)}`);
    return 'succeeded';
  };
}

const isExpected = (
  { status, body }: HttpAnswer,
  expected: { readonly status: number; readonly text?: string },
): boolean => status === expected.status && (expected.text === undefined || body.includes(expected.text));
