import { randomBytes } from 'node:crypto';
import { ACCESS_TOKEN, makeAccessTokens } from '@concert-mania/api/src/security/access-tokens.ts';
import { jwtVerify } from 'jose';
import { mintTokens } from '../measuring/mint-tokens.ts';
import { cpuMicros, type MicroBench, type Row } from './row.ts';

/** Verifies access tokens as the API does, new and remembered ones, and with jose. */
export async function measureTokens({ settings }: MicroBench): Promise<readonly Row[]> {
  const secret = randomBytes(32).toString('hex');
  const ids = Array.from({ length: settings.tokens }, (_, n) => `usr_${n}`);
  const tokens = mintTokens(secret, ids);
  const key = new TextEncoder().encode(secret);
  const expected = { algorithms: ['HS256'], typ: ACCESS_TOKEN.typ, audience: ACCESS_TOKEN.audience };
  const [unseen, remembered, jose]: [number[], number[], number[]] = [[], [], []];
  for (let repetition = 0; repetition < settings.repetitions; repetition += 1) {
    const { verify } = makeAccessTokens({
      kind: ACCESS_TOKEN,
      secret,
      ttlSeconds: 3_600,
      nowMs: Date.now,
    });
    unseen.push(await microsEach(tokens, async (token) => verify(token)));
    // The second use puts a token into the cache.
    await microsEach(tokens, async (token) => verify(token));
    remembered.push(await microsEach(tokens, async (token) => verify(token)));
    jose.push(await microsEach(tokens, (token) => jwtVerify(token, key, expected)));
  }
  return [
    { what: 'verify an access token not seen before', unit: 'µs CPU', values: unseen },
    { what: 'verify an access token seen before', unit: 'µs CPU', values: remembered },
    { what: 'verify an access token with jose', unit: 'µs CPU', values: jose },
  ];
}

async function microsEach(
  tokens: readonly string[],
  verify: (token: string) => Promise<unknown>,
): Promise<number> {
  const before = cpuMicros();
  for (const token of tokens) {
    if ((await verify(token)) === null) throw new Error(`a token of the bench was refused: ${token}`);
  }
  return (cpuMicros() - before) / tokens.length;
}
