import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { openSessions } from '../../demo/fans/open-sessions.ts';
import { createFans } from '../../demo/prepare-sale.ts';
import { makeStream } from '../../demo/random.ts';
import type { Answer } from '../history/model.ts';
import type { Recorder } from '../history/recorder.ts';
import type { ChaosSystem } from '../system.ts';
import { ask } from './ask.ts';
import { type FanClient, makeFanClient } from './fan-client.ts';
import { liveFan } from './fan-life.ts';
import { makeGateway } from './gateway.ts';
import type { ChaosSale } from './sales.ts';

export interface Load {
  readonly clients: ReadonlyMap<string, FanClient>;
  /** Resolves when every fan has finished its current action; call it after `ends`. */
  readonly done: Promise<void>;
}

export interface LoadOptions {
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

/** Runs fans against the system until the signal; more of them sign up over time. */
export async function startLoad(options: LoadOptions): Promise<Load> {
  const { system, recorder, ends } = options;
  const { apiUrls, mockPgUrl } = system.stack;
  const gateway = makeGateway(mockPgUrl, recorder);
  const clients = new Map<string, FanClient>();
  const lives: Promise<void>[] = [];
  const enter = (accountId: string, token: string) => {
    const client = makeFanClient({ accountId, token, apiUrls, recorder, ends });
    const random = makeStream(options.seed, FAN_STREAM + clients.size);
    clients.set(accountId, client);
    lives.push(liveFan({ client, gateway, sales: options.sales, random, ends }));
  };
  for (const { accountId, token } of await signedInFans(options)) enter(accountId, token);
  const newcomers = signUpFans(options, enter);
  return { clients, done: newcomers.then(async () => void (await Promise.all(lives))) };
}

async function signedInFans({ system, fans }: LoadOptions) {
  const created = await createFans(system.db, fans);
  const signal = AbortSignal.timeout(SESSIONS_TIMEOUT_MS);
  const tokens = await openSessions(system.stack.apiUrls, created, signal);
  return created.map(({ accountId }, index) => ({ accountId, token: tokens[index] ?? '' }));
}

const session = z.object({ accessToken: z.string() });
const profile = z.object({ id: z.string() });

/** Fans sign up, log in and join one after another, and retry when they get no answer. */
async function signUpFans(
  { system, recorder, ends }: LoadOptions,
  enter: (accountId: string, token: string) => void,
): Promise<void> {
  const { apiUrls } = system.stack;
  let turn = 0;
  const send = (name: string, path: string, body: unknown): Promise<Answer> => {
    turn += 1;
    return recorder.record(
      name,
      ask({ method: 'POST', url: `${apiUrls[turn % apiUrls.length]}${path}`, body }),
    );
  };
  let email = '';
  while (!ends.aborted) {
    await delay(SIGN_UP_EVERY_MS);
    if (email === '') email = `${randomUUID()}@chaos.example`;
    const signedUp = await send('sign-up', '/v1/auth/signup', { email, password: PASSWORD, name: 'Fan' });
    if (signedUp.kind === 'unknown') continue;
    const loggedIn = await send('log-in', '/v1/auth/login', { email, password: PASSWORD });
    if (loggedIn.kind !== 'ok') continue;
    const token = session.parse(loggedIn.body).accessToken;
    const me = await recorder.record('me', ask({ method: 'GET', url: `${apiUrls[0]}/v1/me`, token }));
    if (me.kind !== 'ok') continue;
    enter(profile.parse(me.body).id, token);
    email = '';
  }
}
