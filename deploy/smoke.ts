/** One journey through a running system, by HTTP alone: `npm run smoke -- --help`. */

import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { type Job, type ResultOf, resultOf } from '@concert-mania/client/jobs';
import { type ApiClient, makeClient } from '@concert-mania/client/make-client';
import { dataOf } from '@concert-mania/client/problem';
import { enterConcert } from '@concert-mania/client/waiting-room';
import { z } from 'zod';

const HELP = `npm run smoke -- [options]

One fan's journey through a running system: sign up, wait to be admitted, hold a seat, pay, read the mail.
Prints one line per step; the exit code is 0 only when every step went well. It buys a seat of the concert for good.

  --api <url>       the API (http://127.0.0.1:3000)
  --mock-pg <url>   the mock gateway (http://127.0.0.1:4000)
  --mail <url>      the development mailbox; without it no mail is looked for
  --web <url>       the storefront; without it no page is looked at
  --concert <id>    a concert on sale; by default the first that is found`;

const STEP_PATIENCE_MS = 30_000;
const LOOK_AGAIN_MS = 250;
const SEAT_ATTEMPTS = 5;
const PASSWORD = 'a-long-enough-passphrase';
const WRONG_USE_EXIT_CODE = 2;

type Sale = { readonly concertId: string; readonly performanceId: string };

type Held = ResultOf<'reservation.hold'>['reservation'];

const checkedOut = z.object({ paymentKey: z.string() });
const ledger = z.object({
  items: z.array(z.object({ type: z.string(), orderId: z.string(), amount: z.int() })),
});
const mails = z.object({ items: z.array(z.object({ to: z.string() })) });

const options = readOptions();

function readOptions() {
  try {
    return parseArgs({
      options: {
        api: { type: 'string', default: 'http://127.0.0.1:3000' },
        'mock-pg': { type: 'string', default: 'http://127.0.0.1:4000' },
        mail: { type: 'string' },
        web: { type: 'string' },
        concert: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    process.exit(WRONG_USE_EXIT_CODE);
  }
}

async function journey(): Promise<void> {
  const client = makeClient({ baseUrl: options.api });
  await step('the API is ready', () => until(async () => (await client.GET('/readyz')).response.ok));
  const sale = await step(
    'a concert is on sale',
    () => findSale(client),
    (found) => found.concertId,
  );
  const email = await step(
    'signed up and logged in',
    () => signUp(client),
    (address) => address,
  );
  const { token } = await step('joined the waiting room and was admitted', () =>
    enterConcert(client, sale.concertId, { timeoutMs: STEP_PATIENCE_MS }),
  );
  const { job, held } = await step(
    'held a seat',
    () => holdSeat(client, sale, token),
    (hold) => hold.job.id,
  );
  await step(
    'paid through the gateway',
    () => pay(client, held),
    ({ id }) => id,
  );
  const params = { path: { reservationId: held.id } };
  const readHeld = () => dataOf(client.GET('/v1/reservations/{reservationId}', { params }));
  await step('the reservation is confirmed', () =>
    until(async () => (await readHeld()).status === 'confirmed'),
  );
  await step('the job can be read again, but not without a login', () => readAgain(client, job));
  await step('the gateway captured the money once', () => capturedOnce(held));
  const { mail } = options;
  if (mail === undefined) console.log('skip  the mail (no --mail given)');
  else await step('the confirmation was mailed', () => until(() => isMailed(mail, email)));
  const { web } = options;
  if (web === undefined) console.log('skip  the storefront (no --web given)');
  else await step('the storefront serves its pages and passes the API on', () => checkStorefront(web));
}

/** Path, status and type of answers of the storefront. The API has paths with a dot too. */
const STOREFRONT_ANSWERS = [
  ['/', 200, 'text/html'],
  ['/reservations', 200, 'text/html'],
  ['/settings.json', 200, 'application/json'],
  ['/openapi.json', 200, 'application/json'],
  ['/v1/concerts', 200, 'application/json'],
  ['/v1/tickets/unknown/qr.svg', 401, 'application/problem+json'],
  ['/assets/unknown.js', 404, 'text/'],
] as const;

async function checkStorefront(web: string): Promise<void> {
  for (const [path, status, type] of STOREFRONT_ANSWERS) {
    const { status: answered, headers } = await fetch(`${web}${path}`);
    const contentType = headers.get('content-type') ?? '';
    if (answered !== status || !contentType.startsWith(type)) {
      throw new Error(`${path} answered ${answered} ${contentType} instead of ${status} ${type}`);
    }
    const isPage = type === 'text/html' && status === 200;
    if (isPage && !headers.has('content-security-policy')) throw new Error(`${path} has no security policy`);
    if (status === 404 && headers.get('cache-control')?.includes('immutable')) {
      throw new Error(`${path} is missing and may be cached for good`);
    }
  }
}

async function findSale(client: ApiClient): Promise<Sale> {
  const listed = await dataOf(client.GET('/v1/concerts', { params: { query: { limit: 100 } } }));
  const ids = listed.items.map(({ id }) => id);
  for (const concertId of options.concert === undefined ? ids : [options.concert]) {
    const params = { path: { concertId }, query: { bookable: true } };
    const { items } = await dataOf(client.GET('/v1/concerts/{concertId}/performances', { params }));
    const open = items.find((performance) => performance.saleStatus === 'open');
    if (open) return { concertId, performanceId: open.id };
  }
  throw new Error('no concert is on sale');
}

/** Signs up a new fan and signs in. Returns the address. */
async function signUp(client: ApiClient): Promise<string> {
  const email = `${randomUUID()}@fans.example`;
  await dataOf(client.POST('/v1/auth/signup', { body: { email, password: PASSWORD, name: 'Smoke Test' } }));
  await client.signIn({ email, password: PASSWORD });
  return email;
}

/** Another fan may take the seat first; a refusal leads to another seat. */
async function holdSeat(client: ApiClient, { performanceId }: Sale, token: string) {
  const params = { path: { performanceId } };
  const headers = { 'Queue-Token': token };
  for (let attempt = 1; ; attempt += 1) {
    const { availability } = await dataOf(
      client.GET('/v1/performances/{performanceId}/availability', { params }),
    );
    const free = [...availability].flatMap((status, index) => (status === 'A' ? [index + 1] : []));
    const seat = free[Math.floor(Math.random() * free.length)];
    if (seat === undefined) throw new Error('every seat is taken');
    const job = await client.run('reservation.hold', {
      headers,
      body: { performanceId, seatNumbers: [seat] },
    });
    const isTaken = job.error?.code === 'seat_unavailable' && attempt < SEAT_ATTEMPTS;
    if (!isTaken) return { job, held: resultOf(job).reservation };
  }
}

async function pay(client: ApiClient, { id: reservationId, totalAmount: amount }: Held) {
  const { paymentKey } = checkedOut.parse(
    await askGateway('/mock/checkout', { orderId: reservationId, amount }),
  );
  const job = await client.run('payment.pay', {
    body: { reservationId, method: 'gateway', paymentKey, amount },
  });
  resultOf(job);
  return job;
}

async function readAgain(client: ApiClient, { id: jobId }: Job): Promise<void> {
  const params = { path: { jobId } };
  const again = await dataOf(client.GET('/v1/jobs/{jobId}', { params }));
  if (again.status !== 'succeeded') throw new Error(`${jobId} is ${again.status}`);
  const { response } = await makeClient({ baseUrl: options.api }).GET('/v1/jobs/{jobId}', { params });
  if (response.status !== 401) throw new Error(`${jobId}: a request without a token got ${response.status}`);
}

async function capturedOnce({ id, totalAmount }: Held): Promise<void> {
  const { items } = ledger.parse(await askGateway('/mock/ledger'));
  const ours = items.filter((item) => item.orderId === id);
  const [only] = ours;
  if (ours.length !== 1 || only?.type !== 'capture' || only.amount !== totalAmount) {
    throw new Error(`the ledger has ${JSON.stringify(ours)}`);
  }
}

const askGateway = (path: string, body?: unknown) => readJson(`${options['mock-pg']}${path}`, body);

async function isMailed(mailbox: string, address: string): Promise<boolean> {
  const { items } = mails.parse(await readJson(`${mailbox}/messages.json`));
  return items.some((message) => message.to === address);
}

async function readJson(url: string, body?: unknown): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const post = { method: 'POST', headers, body: JSON.stringify(body) };
  const answer = await fetch(url, body === undefined ? {} : post);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** Polls until the check succeeds. Throws after 30 seconds with the last fault. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  let fault: unknown;
  for (const deadlineMs = performance.now() + STEP_PATIENCE_MS; performance.now() < deadlineMs; ) {
    try {
      if (await isSo()) return;
      fault = undefined;
    } catch (error) {
      fault = error;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  throw new Error('still not so after 30 seconds', { cause: fault });
}

async function step<T>(title: string, work: () => Promise<T>, show?: (result: T) => string): Promise<T> {
  const startedMs = performance.now();
  try {
    const result = await work();
    const detail = show ? ` ${show(result)}` : '';
    console.log(`ok    ${title}${detail} (${Math.round(performance.now() - startedMs)} ms)`);
    return result;
  } catch (error) {
    throw new Error(`FAIL  ${title}`, { cause: error });
  }
}

if (options.help) console.log(HELP);
else
  await journey().catch((error: unknown) => {
    for (let at = error; at instanceof Error; at = at.cause) console.error(at.message);
    process.exitCode = 1;
  });
