import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { makeClient } from '@concert-mania/client/make-client';
import { dataOf } from '@concert-mania/client/problem';
import { openSessions } from '../../demo/fans/open-sessions.ts';
import { makeGateway } from '../../demo/gateway.ts';
import { createFans } from '../../demo/prepare-sale.ts';
import { draw, makeStream } from '../../demo/random.ts';
import type { Recorder } from '../history/recorder.ts';
import type { ChaosSystem } from '../system.ts';
import { liveFan } from './fan-life.ts';
import type { ChaosSale } from './sales.ts';

interface LoadOptions {
  readonly system: ChaosSystem;
  readonly sales: readonly ChaosSale[];
  readonly recorder: Recorder;
  readonly seed: number;
  readonly fans: number;
  readonly ends: AbortSignal;
}

const FAN_STREAM = 1_000;
const SESSIONS_TIMEOUT_MS = 60_000;
const SIGN_UP_EVERY_MS = 4_000;
const PASSWORD = 'a-long-enough-passphrase';
/** A fan gives up on an answer after this long, and on a request after so many tries. */
const PATIENCE = { timeoutMs: 8_000, mostTries: 3 };
/** How many times at once fans send a command. */
const COPIES = [
  [85, 1],
  [12, 2],
  [3, 3],
] as const;

/**
 * Runs fans against the system until the signal; more of them sign up over time. Resolves to the
 * end of the load: every fan has finished the current action.
 */
export async function startLoad(options: LoadOptions): Promise<{ readonly done: Promise<void> }> {
  const { system, recorder, sales, ends } = options;
  const baseUrl = system.stack.apiUrls[0] ?? '';
  const gateway = makeGateway(system.stack.mockPgUrl, new AbortController().signal, recorder.send);
  const checkOut = async (orderId: string, amount: number, scenario: string) => {
    const paymentKey = await gateway.checkOut(orderId, amount, scenario);
    recorder.noteScenario(paymentKey, scenario);
    return paymentKey;
  };
  const lives: Promise<void>[] = [];
  const enter = (accountId: string, token: string) => {
    const random = makeStream(options.seed, FAN_STREAM + lives.length);
    const fetch = recorder.sendAs({ accountId, token, copies: () => draw(random, COPIES) });
    const client = makeClient({ ...PATIENCE, baseUrl, fetch, tokens: { accessToken: token } });
    lives.push(liveFan({ client, checkOut, sales, random, ends }));
  };
  const created = await createFans(system.db, options.fans);
  const signal = AbortSignal.timeout(SESSIONS_TIMEOUT_MS);
  const tokens = await openSessions(system.stack.apiUrls, created, signal);
  for (const [index, { accountId }] of created.entries()) enter(accountId, tokens[index] ?? '');
  const newcomers = signUpFans(options, enter);
  return { done: newcomers.then(async () => void (await Promise.all(lives))) };
}

/** Fans sign up, log in and join one after another, at the APIs in turn, and retry after faults. */
async function signUpFans(
  { system, recorder, ends }: LoadOptions,
  enter: (accountId: string, token: string) => void,
): Promise<void> {
  const { apiUrls } = system.stack;
  let email = '';
  for (let turn = 0; !ends.aborted; turn += 1) {
    await delay(SIGN_UP_EVERY_MS);
    if (email === '') email = `${randomUUID()}@chaos.example`;
    const baseUrl = apiUrls[turn % apiUrls.length] ?? '';
    const client = makeClient({ baseUrl, mostTries: 1, fetch: recorder.send });
    try {
      const body = { email, password: PASSWORD, name: 'Fan' };
      const signedUp = await client.POST('/v1/auth/signup', { body });
      if (signedUp.error?.code !== 'email_taken') await dataOf(signedUp);
      const { accessToken } = await client.signIn({ email, password: PASSWORD });
      enter((await dataOf(client.GET('/v1/me'))).id, accessToken);
      email = '';
    } catch {
      // The recorder has counted the fault. The same fan tries again.
    }
  }
}
