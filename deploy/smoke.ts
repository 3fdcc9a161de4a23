/** One journey through a running system, by HTTP alone: `npm run smoke -- --help`. */
import { parseArgs } from 'node:util';
import {
  type Answer,
  type FanClient,
  type JobAnswer,
  send,
  signUpFan,
} from '@concert-mania/testkit/system/api-client';

const HELP = `npm run smoke -- [options]

One fan's journey through a running system: sign up, wait to be admitted, hold a seat, pay, read the mail.
Prints one line per step; the exit code is 0 only when every step went well. It buys a seat of the concert for good.

  --api <url>       the API (http://127.0.0.1:3000)
  --mock-pg <url>   the mock gateway (http://127.0.0.1:4000)
  --mail <url>      the development mailbox; without it no mail is looked for
  --concert <id>    a concert on sale; the first one found unless told otherwise`;

const STEP_PATIENCE_MS = 30_000;
const LOOK_AGAIN_MS = 250;
const SEAT_ATTEMPTS = 5;
const WRONG_USE_EXIT_CODE = 2;

type Fields = Readonly<Record<string, unknown>>;
type Sale = { readonly concertId: string; readonly performanceId: string };

const options = readOptions();

function readOptions() {
  try {
    return parseArgs({
      options: {
        api: { type: 'string', default: 'http://127.0.0.1:3000' },
        'mock-pg': { type: 'string', default: 'http://127.0.0.1:4000' },
        mail: { type: 'string' },
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
  const { api } = options;
  await step('the API is ready', () => until(async () => (await send(api, 'GET', '/readyz')).status === 200));
  const sale = await step(
    'a concert is on sale',
    () => findSale(api),
    (found) => found.concertId,
  );
  const fan = await step(
    'signed up and logged in',
    () => signUpFan(api),
    ({ accountId }) => accountId,
  );
  const token = await step('joined the waiting room and was admitted', () => enter(fan, sale.concertId));
  const hold = await step(
    'held a seat',
    () => holdSeat(fan, sale, token),
    ({ id }) => id,
  );
  const held = fieldsOf(hold.result?.reservation);
  const order = { orderId: String(held.id), amount: Number(held.totalAmount) };
  await step(
    'paid through the gateway',
    () => pay(fan, order),
    ({ id }) => id,
  );
  await step('the reservation is confirmed', () =>
    until(
      async () => (await read(api, `/v1/reservations/${order.orderId}`, fan.token)).status === 'confirmed',
    ),
  );
  await step('the job can be read again, but not without a login', () => readAgain(fan, hold));
  await step('the gateway captured the money once', () => capturedOnce(order));
  const { mail } = options;
  if (mail === undefined) console.log('skip  the mail (no --mail given)');
  else await step('the confirmation was mailed', () => until(() => isMailed(mail, fan.email)));
}

async function findSale(api: string): Promise<Sale> {
  const listed = await read(api, '/v1/concerts?limit=100');
  const ids = listOf(listed).map((concert) => String(concert.id));
  for (const concertId of options.concert === undefined ? ids : [options.concert]) {
    const performances = await read(api, `/v1/concerts/${concertId}/performances?bookable=true`);
    const open = listOf(performances).find((performance) => performance.saleStatus === 'open');
    if (open) return { concertId, performanceId: String(open.id) };
  }
  throw new Error('no performance can be booked now');
}

async function enter(fan: FanClient, concertId: string): Promise<string> {
  const joined = await fan.request('POST', `/v1/concerts/${concertId}/queue`);
  const token = String(expectStatus(joined, 200, 201).token);
  const place = { headers: { 'queue-token': token } };
  await until(async () => {
    const seen = await fan.request('GET', `/v1/concerts/${concertId}/queue`, place);
    return expectStatus(seen, 200).status === 'admitted';
  });
  return token;
}

/** Others may take the seat first, so a refusal leads to another seat. */
async function holdSeat(fan: FanClient, sale: Sale, token: string): Promise<JobAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    const { availability } = await read(options.api, `/v1/performances/${sale.performanceId}/availability`);
    const free = [...String(availability)].flatMap((status, index) => (status === 'A' ? [index + 1] : []));
    const seat = free[Math.floor(Math.random() * free.length)];
    if (seat === undefined) throw new Error('every seat is taken');
    const wish = { performanceId: sale.performanceId, seatNumbers: [seat] };
    const job = await fan.run('/v1/reservations', wish, { 'queue-token': token });
    if (job.status === 'succeeded') return job;
    if (job.error?.code !== 'seat_unavailable' || attempt === SEAT_ATTEMPTS) throw new Error(outcomeOf(job));
  }
}

async function pay(fan: FanClient, order: { orderId: string; amount: number }): Promise<JobAnswer> {
  const checkout = await send(options['mock-pg'], 'POST', '/mock/checkout', { body: order });
  const { paymentKey } = expectStatus(checkout, 200);
  const { orderId: reservationId, amount } = order;
  const job = await fan.run('/v1/payments', { reservationId, method: 'gateway', paymentKey, amount });
  if (job.status !== 'succeeded') throw new Error(outcomeOf(job));
  return job;
}

async function readAgain(fan: FanClient, job: JobAnswer): Promise<void> {
  const again = await read(options.api, `/v1/jobs/${job.id}`, fan.token);
  if (again.status !== 'succeeded') throw new Error(`it is ${String(again.status)}`);
  expectStatus(await send(options.api, 'GET', `/v1/jobs/${job.id}`), 401);
}

async function capturedOnce(order: { orderId: string; amount: number }): Promise<void> {
  const moves = listOf(await read(options['mock-pg'], '/mock/ledger'));
  const ours = moves.filter((move) => move.orderId === order.orderId);
  const [only] = ours;
  if (ours.length !== 1 || only?.type !== 'capture' || only.amount !== order.amount) {
    throw new Error(`the ledger has ${JSON.stringify(ours)}`);
  }
}

async function isMailed(mailbox: string, address: string): Promise<boolean> {
  return listOf(await read(mailbox, '/messages.json')).some((message) => message.to === address);
}

async function read(baseUrl: string, path: string, token?: string): Promise<Fields> {
  return expectStatus(await send(baseUrl, 'GET', path, { token }), 200);
}

function expectStatus(answer: Answer, ...expected: readonly number[]): Fields {
  if (expected.includes(answer.status)) return answer.body;
  throw new Error(`answered ${answer.status} ${JSON.stringify(answer.body)}`);
}

const fieldsOf = (value: unknown): Fields => value as Fields;
const listOf = (body: Fields): readonly Fields[] => body.items as readonly Fields[];
const outcomeOf = (job: JobAnswer): string => `the job ${job.id} was ${job.status}: ${job.error?.code}`;

/** Asks until the answer is yes. Throws after 30 seconds, with the last fault if there was one. */
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
  throw new Error('not so after 30 seconds', { cause: fault });
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
