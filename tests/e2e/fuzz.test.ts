import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { audit } from '@concert-mania/db/audit/audit';
import { REPOSITORY } from '@concert-mania/local-stack/processes/run-command';
import { makeSale } from '@concert-mania/testkit/data/builders';
import { logInFan, signUpFan } from '@concert-mania/testkit/system/fans';
import { send } from '@concert-mania/testkit/system/send';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeCheckAnswer } from './fuzz/check-answer.ts';
import { type ApiDocument, operationsOf } from './fuzz/document.ts';
import { type FuzzRequest, KINDS, requestTo } from './fuzz/requests.ts';
import { type FuzzAnswer, sendRequest } from './fuzz/send-request.ts';
import { ADMIN, startSystem } from './system.ts';

const REQUESTS = 5_400;
const AT_ONCE = 16;
const MOST_TRIES = 4;
/** Change it to draw other requests. */
const SEED = 20_260_301;
const KEPT_IDS = 40;

const { api, db, output } = await startSystem();

const TINY_PLAN = {
  name: 'p',
  categories: [{ name: 'R', color: '#fff' }],
  zones: [
    {
      name: 'Z',
      position: { x: 0, y: 0 },
      rows: [
        {
          row_number: '1',
          position: { x: 0, y: 0 },
          seats: [{ seat_guid: 'g1', seat_number: '1', position: { x: 1, y: 1 }, category: 'R' }],
        },
      ],
    },
  ],
  size: { width: 10, height: 10 },
};

/** Accounts and sales that requests refer to. `learn` adds the ids that answers name. */
async function prepare() {
  const people = [
    await signUpFan(api),
    await signUpFan(api),
    await logInFan(api, ADMIN.email, ADMIN.password),
  ];
  const sales = [await makeSale(db), await makeSale(db, { waitingRoomEnabled: true, seats: 40 })];
  const known: Record<string, unknown[]> = {
    concertId: sales.map((sale) => sale.concertId),
    performanceId: sales.map((sale) => sale.performanceId),
    venueId: sales.map((sale) => sale.venueId),
    reservationId: [],
    paymentId: [],
    jobId: [],
    seatNumber: [1, 40],
    code: ['forbidden'],
    category: ['R', 'VIP'],
    email: [...people.map((person) => person.email), 'unknown@fans.example'],
    password: ['a-long-enough-passphrase', 'wrong'],
    wait: [1],
    seatingPlan: [TINY_PLAN],
    'Idempotency-Key': Array.from({ length: 400 }, () => randomUUID()),
    'Queue-Token': [],
  };
  return { known, tokens: [...people.map((person) => person.token), 'forged'] };
}

const NAMED = {
  con: 'concertId',
  prf: 'performanceId',
  res: 'reservationId',
  pay: 'paymentId',
  job: 'jobId',
} as const;

function learn(known: Record<string, unknown[]>, text: string): void {
  const add = (name: string, value: string) => {
    const values = known[name] ?? [];
    known[name] = values;
    if (!values.includes(value)) values.push(value);
    if (values.length > KEPT_IDS) values.splice(2, 1);
  };
  for (const [id, prefix] of text.matchAll(/\b(con|prf|res|pay|job)_[0-9a-z]{20,}/g)) {
    add(NAMED[prefix as keyof typeof NAMED], id);
  }
  const token = /"token":"([0-9a-f-]{36})"/.exec(text)?.[1];
  if (token) add('Queue-Token', token);
}

it(`answers ${REQUESTS} requests, valid and hostile (seed ${SEED}), as its document says, without a fault and without a leak`, async () => {
  const document = (await send(api, 'GET', '/openapi.json')).body as unknown as ApiDocument;
  const { known, tokens } = await prepare();
  const check = makeCheckAnswer(document, [...tokens.slice(0, -1), REPOSITORY]);
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const statuses = new Map<number, number>();

  // A busy server may miss its deadline and answer 503; a request that causes the 503 fails again.
  const sendPatiently = async (asked: FuzzRequest): Promise<FuzzAnswer> => {
    for (let tries = 1; ; tries += 1) {
      const answer = await sendRequest(api, agent, asked);
      if (answer.status !== 503 || tries === MOST_TRIES) return answer;
      await delay(Number(answer.headers['retry-after']) * 1_000);
    }
  };
  const context = { document, known, tokens };
  const requests = fc
    .tuple(fc.constantFrom(...operationsOf(document)), fc.constantFrom(...KINDS))
    .chain(([operation, kind]) => requestTo(context, operation, kind));
  const isAnsweredWell = fc.asyncProperty(requests, async (asked) => {
    const answer = await sendPatiently(asked);
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    if (!/auth/.test(asked.operation.path)) learn(known, answer.text);
    const fault = check(asked, answer);
    if (fault === null) return;
    const body = String(asked.body ?? '').slice(0, 200);
    throw new Error(`${asked.method} ${asked.path.slice(0, 200)} (${asked.kind}) ${body}: ${fault}`);
  });
  const faults: string[] = [];
  const draw = async (_: unknown, lane: number) => {
    const seed = SEED + lane;
    const run = await fc.check(isAnsweredWell, { seed, numRuns: Math.ceil(REQUESTS / AT_ONCE) });
    if (run.failed) faults.push(`${run.errorInstance} (seed ${seed}, path ${run.counterexamplePath})`);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, draw));
  agent.destroy();

  expect(faults).toEqual([]);
  // Requests were accepted, done, refused and not found.
  for (const status of [200, 201, 202, 204, 400, 401, 403, 404, 405, 409, 413, 415, 422]) {
    expect(statuses.get(status) ?? 0, `answers with ${status}`).toBeGreaterThan(0);
  }
  expect((await send(api, 'GET', '/readyz')).status).toBe(200);
  expect(output.filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
  expect(await audit(db)).toEqual([]);
});
