import { randomBytes } from 'node:crypto';
import { cpus } from 'node:os';
import { ACCESS_TOKEN, makeAccessTokens } from '@concert-mania/api/src/security/access-tokens.ts';
import { jwtVerify } from 'jose';
import { median } from '../lib/latencies.ts';
import { watchOthers } from '../lib/quiet.ts';
import { mintTokens } from '../waiting-room/mint-tokens.ts';

export interface TokenBenchSettings {
  /** Each is seen once in a repetition. */
  readonly tokens: number;
  readonly repetitions: number;
}
export const FULL: TokenBenchSettings = { tokens: 20_000, repetitions: 7 };
export const QUICK: TokenBenchSettings = { tokens: 5_000, repetitions: 3 };

export interface TokenResults {
  readonly startedAt: string;
  readonly cpu: string;
  readonly settings: TokenBenchSettings;
  /** Microseconds of CPU time of one verification, median of the repetitions. */
  readonly ownMicroseconds: number;
  readonly rememberedMicroseconds: number;
  readonly joseMicroseconds: number;
  readonly coresElsewhere: number;
}

/** Verifies tokens as the API does, tokens it has seen before, and the same tokens with jose; in turns. */
export async function runTokens({
  settings,
  log,
}: {
  readonly settings: TokenBenchSettings;
  readonly log: (line: string) => void;
}): Promise<TokenResults> {
  const startedAt = new Date().toISOString();
  const coresElsewhere = watchOthers();
  const secret = randomBytes(32).toString('hex');
  const making = { kind: ACCESS_TOKEN, secret, ttlSeconds: 3_600, nowMs: Date.now };
  const ids = Array.from({ length: settings.tokens }, (_, n) => `usr_${n}`);
  const tokens = mintTokens(secret, ids);
  const key = new TextEncoder().encode(secret);
  const expected = { algorithms: ['HS256'], typ: ACCESS_TOKEN.typ, audience: ACCESS_TOKEN.audience };
  const [own, remembered, jose]: [number[], number[], number[]] = [[], [], []];
  for (let repetition = 0; repetition < settings.repetitions; repetition += 1) {
    // A new one has seen none of the tokens.
    const verifier = makeAccessTokens(making);
    const verify = async (token: string) => verifier.verify(token);
    own.push(await microsecondsEach(tokens, verify));
    remembered.push(await microsecondsEach(tokens, verify));
    jose.push(await microsecondsEach(tokens, (token) => jwtVerify(token, key, expected)));
    log(`${repetition + 1} of ${settings.repetitions}`);
  }
  return {
    startedAt,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    settings,
    ownMicroseconds: median(own),
    rememberedMicroseconds: median(remembered),
    joseMicroseconds: median(jose),
    coresElsewhere: coresElsewhere(),
  };
}

async function microsecondsEach(
  tokens: readonly string[],
  verify: (token: string) => Promise<unknown>,
): Promise<number> {
  const before = process.cpuUsage();
  for (const token of tokens) {
    if ((await verify(token)) === null) throw new Error('a token that the bench signed was refused');
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / tokens.length;
}
