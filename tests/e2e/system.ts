import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '@concert-mania/db/connection/database';
import { type Stack, type StackOptions, startStack } from '@concert-mania/local-stack/stack';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import type { FanClient, JobAnswer } from '@concert-mania/testkit/system/api-client';
import { send } from '@concert-mania/testkit/system/api-client';
import { afterAll, vi } from 'vitest';

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
  /** What the processes have written so far, a line each, the name of the process in front. */
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

/** Joins the waiting room and waits to be admitted. Answers the queue token. */
export async function enter(fan: FanClient, concertId: string): Promise<string> {
  const joined = await fan.request('POST', `/v1/concerts/${concertId}/queue`);
  const token = String(joined.body.token);
  await vi.waitFor(
    async () => {
      const place = await fan.request('GET', `/v1/concerts/${concertId}/queue`, {
        headers: { 'queue-token': token },
      });
      if (place.body.status !== 'admitted') throw new Error(`still ${String(place.body.status)}`);
    },
    { timeout: 30_000, interval: 100 },
  );
  return token;
}

/** Has the fan's payment window at the gateway open and close: answers the payment key. */
export async function checkOut(
  mockPgUrl: string,
  order: { readonly orderId: string; readonly amount: number; readonly scenario?: string },
): Promise<string> {
  const answer = await send(mockPgUrl, 'POST', '/mock/checkout', { body: order });
  return String(answer.body.paymentKey);
}

/** Has the server open an order to top up a wallet. */
export async function openOrder(fan: FanClient, amount: number) {
  const answer = await fan.request('POST', '/v1/wallet/top-up-orders', { body: { amount } });
  if (answer.status !== 201) throw new Error(`an order of ${amount} won was answered ${answer.status}`);
  return { orderId: String(answer.body.orderId), amount };
}

/**
 * Puts money into a fan's wallet through the gateway, as a fan does. Answers the job of the top-up.
 */
export async function topUp(fan: FanClient, mockPgUrl: string, amount: number): Promise<JobAnswer> {
  const order = await openOrder(fan, amount);
  return fan.run('/v1/wallet/top-ups', { ...order, paymentKey: await checkOut(mockPgUrl, order) });
}

/** The subjects of the mails that the mailbox has for an address. */
export async function subjectsTo(mailUrl: string, address: string): Promise<readonly string[]> {
  const { body } = await send(mailUrl, 'GET', '/messages.json');
  const messages = body.items as readonly { readonly to: string; readonly subject: string }[];
  return messages.filter(({ to }) => to === address).map(({ subject }) => subject);
}
