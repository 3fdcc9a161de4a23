import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { audit } from '@concert-mania/db/audit/audit';
import { REPOSITORY } from '@concert-mania/local-stack/processes/run-script';
import { makeSale } from '@concert-mania/testkit/data/builders';
import { logInFan, signUpFan } from '@concert-mania/testkit/system/fans';
import { send } from '@concert-mania/testkit/system/send';
import { expect, it } from 'vitest';
import { makeCheckAnswer } from './fuzz/check-answer.ts';
import { type ApiDocument, operationsOf } from './fuzz/document.ts';
import { type FuzzRequest, KINDS, makeRequest } from './fuzz/make-request.ts';
import { makeRandom } from './fuzz/random.ts';
import { type FuzzAnswer, sendRequest } from './fuzz/send-request.ts';
import { ADMIN, startSystem } from './system.ts';

const REQUESTS = 5_400;
const AT_ONCE = 16;
const MOST_TRIES = 4;
/** Another seed finds other things; whoever looks for them changes it. */
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

/** People and things for requests to be about. Ids of what comes into being later are added as answers name them. */
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
    email: [...people.map((person) => person.email), 'nobody@fans.example'],
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

it(`answers ${REQUESTS} generated requests, honest and hostile, by its document, without a fault and without a leak`, async () => {
  const document = (await send(api, 'GET', '/openapi.json')).body as unknown as ApiDocument;
  const { known, tokens } = await prepare();
  const random = makeRandom(SEED);
  const operations = operationsOf(document);
  const check = makeCheckAnswer(document, [...tokens.slice(0, -1), REPOSITORY]);
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const faults: string[] = [];
  const statuses = new Map<number, number>();
  let sent = 0;

  // On a busy machine a server may miss its deadline, and the answer says to come back: a request that is itself to blame
  // fails again.
  const sendPatiently = async (asked: FuzzRequest): Promise<FuzzAnswer> => {
    for (let tries = 1; ; tries += 1) {
      const answer = await sendRequest(api, agent, asked);
      if (answer.status !== 503 || tries === MOST_TRIES) return answer;
      await delay(Number(answer.headers['retry-after']) * 1_000);
    }
  };

  const sendMany = async () => {
    for (; sent < REQUESTS; ) {
      const operation = operations[sent % operations.length]!;
      const kind = KINDS[Math.floor(sent / operations.length) % KINDS.length]!;
      sent += 1;
      const asked = makeRequest({ document, known, random, tokens }, operation, kind);
      const answer = await sendPatiently(asked).catch((error: Error) => error);
      const fault = answer instanceof Error ? `gave no answer: ${answer.message}` : check(asked, answer);
      if (!(answer instanceof Error)) {
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        if (!/auth/.test(operation.path)) learn(known, answer.text);
      }
      if (fault !== null) {
        const body = String(asked.body ?? '').slice(0, 200);
        faults.push(`${asked.method} ${asked.path.slice(0, 200)} (${kind}) ${body}: ${fault}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sendMany));
  agent.destroy();

  expect(faults).toEqual([]);
  // The requests got behind every door: work was accepted, done, refused, and not found.
  for (const status of [200, 201, 202, 204, 400, 401, 403, 404, 405, 409, 413, 415, 422]) {
    expect(statuses.get(status) ?? 0, `answers with ${status}`).toBeGreaterThan(0);
  }
  expect((await send(api, 'GET', '/readyz')).status).toBe(200);
  expect(output.filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
  expect(await audit(db)).toEqual([]);
});
