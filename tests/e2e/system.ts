import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JobOf, type ResultOf, resultOf } from '@concert-mania/client/jobs';
import { dataOf } from '@concert-mania/client/problem';
import type { Database } from '@concert-mania/db/connection/database';
import { type Stack, type StackOptions, startStack } from '@concert-mania/local-stack/stack';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import type { Fan } from '@concert-mania/testkit/system/fans';
import { send } from '@concert-mania/testkit/system/send';
import { afterAll } from 'vitest';

export type Held = ResultOf<'reservation.hold'>['reservation'];

export const ADMIN = { email: 'admin@concerts.example', password: 'admin-passphrase-for-tests' };

/**
 * A whole system with every process, its own servers unless some are given, and its own data,
 * stopped after the file's last test.
 */
export async function startSystem(
  replicas: Parameters<typeof startStack>[0]['replicas'] = {},
  environment: Readonly<Record<string, string>> = {},
  over: Pick<
    StackOptions,
    'databaseUrl' | 'redisUrl' | 'ports' | 'demoData' | 'environmentOf' | 'onUnexpectedExit'
  > = {},
): Promise<{
  readonly stack: Stack;
  readonly db: Database;
  readonly api: string;
  /** The output of the processes so far, by line, each after the name of its process. */
  readonly output: readonly string[];
}> {
  const dataDir = await mkdtemp(join(tmpdir(), 'concert-mania-e2e-'));
  const output: string[] = [];
  const stack = await startStack({
    dataDir,
    replicas,
    keepAlive: false,
    demoData: false,
    environment: {
      RATE_LIMITS: 'off',
      LOG_LEVEL: 'warn',
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
      ...environment,
    },
    log: () => {},
    onOutput: (name, line) => output.push(`${name} ${line}`),
    ...over,
  });
  const db = openForTest({ url: stack.databaseUrl });
  afterAll(async () => {
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
  const [api] = stack.apiUrls;
  if (api === undefined) throw new Error('no API is running');
  return { stack, db, api, output };
}

/** Holds seats and answers the reservation. Throws unless all are held. */
export async function holdSeats(
  fan: Fan,
  performanceId: string,
  seatNumbers: readonly number[],
  token?: string,
): Promise<Held> {
  const body = { performanceId, seatNumbers: [...seatNumbers] };
  const headers = token === undefined ? {} : { 'Queue-Token': token };
  return resultOf(await fan.run('reservation.hold', { body, headers })).reservation;
}

/** Pays a reservation through the gateway. */
export async function payByCard(
  fan: Fan,
  mockPgUrl: string,
  held: Held,
  scenario?: string,
): Promise<JobOf<'payment.pay'>> {
  return fan.run('payment.pay', { body: await cardPayment(mockPgUrl, held, scenario) });
}

/** The payment of a reservation by card, after the gateway's payment window. */
export async function cardPayment(mockPgUrl: string, { id, totalAmount }: Held, scenario = 'approve') {
  const paymentKey = await checkOut(mockPgUrl, { orderId: id, amount: totalAmount, scenario });
  return { reservationId: id, method: 'gateway', paymentKey, amount: totalAmount } as const;
}

/** Has the fan's payment window at the gateway open and close: answers the payment key. */
export async function checkOut(
  mockPgUrl: string,
  order: { readonly orderId: string; readonly amount: number; readonly scenario?: string },
): Promise<string> {
  const answer = await send(mockPgUrl, 'POST', '/mock/checkout', { body: order });
  return String(answer.body.paymentKey);
}

/** Opens an order to top up a wallet. */
export async function openOrder(fan: Fan, amount: number) {
  const { orderId } = await dataOf(fan.POST('/v1/wallet/top-up-orders', { body: { amount } }));
  return { orderId, amount };
}

/** Tops up a fan's wallet through the gateway. Answers the job. */
export async function topUp(fan: Fan, mockPgUrl: string, amount: number): Promise<JobOf<'wallet.top-up'>> {
  const order = await openOrder(fan, amount);
  return fan.run('wallet.top-up', { body: { ...order, paymentKey: await checkOut(mockPgUrl, order) } });
}

/** The subjects of the mails that the mailbox has for an address. */
export async function subjectsTo(mailUrl: string, address: string): Promise<readonly string[]> {
  const { body } = await send(mailUrl, 'GET', '/messages.json');
  const messages = body.items as readonly { readonly to: string; readonly subject: string }[];
  return messages.filter(({ to }) => to === address).map(({ subject }) => subject);
}
