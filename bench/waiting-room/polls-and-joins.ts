import { committedTransactions } from '@concert-mania/local-stack/postgres/postgres-admin';
import { newId } from '@concert-mania/testkit/data/builders';
import type { Load } from '../generator/plan.ts';
import { type Measured, type OnWindow, runGenerator } from '../generator/run-generator.ts';
import { mintTokens } from '../measuring/mint-tokens.ts';
import type { Bench } from '../measuring/stack.ts';
import type { Fans } from './room.ts';
import type { RoomSettings } from './settings.ts';

export interface RoomMeasured extends Measured {
  /** Transactions of the whole database meanwhile, of all processes. */
  readonly transactionsPerSecond: number;
}

/** Polls of these fans, each with its queue token, in turn. */
export function makePolls(
  bench: Bench,
  settings: RoomSettings,
  path: string,
  { accountIds, queueTokens }: Fans,
): (onWindow?: OnWindow) => Promise<RoomMeasured> {
  const tokens = mintTokens(bench.jwtSecret, accountIds);
  const headers = queueTokens.map((token) => `Queue-Token: ${token}\r\n`);
  const expected = { status: 200, text: '"status":"waiting"' };
  const protocol = { kind: 'request', method: 'GET', path, expected } as const;
  return (onWindow) => measure(bench, settings, { tokens, headers, protocol }, onWindow);
}

/** Joins, each by a new account. */
export function measureJoins(bench: Bench, settings: RoomSettings, path: string): Promise<RoomMeasured> {
  const accountIds = Array.from({ length: settings.joiners }, () => newId('usr'));
  const tokens = mintTokens(bench.jwtSecret, accountIds);
  const protocol = { kind: 'request', method: 'POST', path, expected: { status: 201 } } as const;
  return measure(bench, settings, { tokens, protocol, journeys: tokens.length });
}

async function measure(
  { stack, watched }: Bench,
  { connections, warmupMs, measureMs }: RoomSettings,
  load: Pick<Load, 'tokens' | 'headers' | 'protocol' | 'journeys'>,
  onWindow?: OnWindow,
): Promise<RoomMeasured> {
  const before = await committedTransactions(stack.databaseUrl);
  const startedMs = performance.now();
  const measured = await runGenerator(
    { ...load, urls: stack.apiUrls, connections, warmupMs, measureMs },
    watched(),
    onWindow,
  );
  const committed = (await committedTransactions(stack.databaseUrl)) - before;
  return { ...measured, transactionsPerSecond: (committed * 1_000) / (performance.now() - startedMs) };
}
