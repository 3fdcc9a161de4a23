import { randomBytes } from 'node:crypto';
import { refreshTokenMint } from '@concert-mania/api/src/security/refresh-token-mint.ts';
import type { Database } from '@concert-mania/db/connection/database';
import { makeSale, newId, type Sale } from '@concert-mania/testkit/data/builders';
import { createSignedInAccounts } from '@concert-mania/testkit/data/create-signed-in-accounts';

/**
 * Argon2id of an unknown password: these accounts use the session they are given and cannot log in.
 */
const UNKNOWN_PASSWORD =
  '$argon2id$v=19$m=19456,p=1,t=2$BCzFqPEL5sIwGZEvTyC/Gg$uYiKOrQU1DT5hwF+5soxorBrE5Gvbg2T5WaATIEufBY';
const SESSION_SECONDS = 3_600;

export interface DemoFan {
  readonly accountId: string;
  readonly refreshToken: string;
}

/**
 * Writes accounts with a session each, as if their owners had signed in some days before the sale.
 */
export async function createFans(db: Database, count: number): Promise<readonly DemoFan[]> {
  const run = randomBytes(4).toString('hex');
  const fans = Array.from({ length: count }, (_, index) => {
    const refreshToken = refreshTokenMint.mint();
    const digests = refreshTokenMint.digest(refreshToken);
    if (digests === null) throw new Error('a minted refresh token has a digest');
    return {
      account: {
        id: newId('usr'),
        email: `fan-${run}-${index + 1}@demo.example`,
        name: `Fan ${index + 1}`,
        sessionId: newId('ses'),
        digest: digests.digest,
      },
      refreshToken,
    };
  });
  await createSignedInAccounts(
    db,
    fans.map(({ account }) => account),
    { passwordHash: UNKNOWN_PASSWORD, ttlSeconds: SESSION_SECONDS },
  );
  return fans.map(({ account, refreshToken }) => ({ accountId: account.id, refreshToken }));
}

export interface DemoSale extends Sale {
  readonly opensAt: Date;
  readonly holdSeconds: number;
  readonly maxActive: number;
  readonly admitPerSecond: number;
}

const HOLD_SECONDS = 8;
const OPENS_AFTER_MS = 8_000;
const HOUR_MS = 3_600_000;
/** The rate of admission would let all fans in within this many seconds. */
const ADMISSION_SECONDS = 12;

/** Writes a hall of exactly so many seats and a concert in it whose sale opens in a moment. */
export async function createSale(
  db: Database,
  { fans, seats, seed }: { readonly fans: number; readonly seats: number; readonly seed: number },
): Promise<DemoSale> {
  const opensAt = new Date(Date.now() + OPENS_AFTER_MS);
  const limits = {
    holdSeconds: HOLD_SECONDS,
    maxActive: Math.max(10, Math.ceil(fans / 4)),
    admitPerSecond: Math.max(5, Math.ceil(fans / ADMISSION_SECONDS)),
  };
  const sale = await makeSale(db, {
    ...limits,
    seats,
    opensAt,
    title: `오픈런 콘서트 Opening Rush (seed ${seed})`,
    artist: 'The Demonstrators',
    waitingRoomEnabled: true,
    passSeconds: 120,
    claimSeconds: 30,
    closesAt: new Date(Date.now() + HOUR_MS),
  });
  return { ...sale, ...limits, opensAt };
}
