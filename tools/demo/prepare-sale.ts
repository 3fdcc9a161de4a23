import { randomBytes } from 'node:crypto';
import { refreshTokenMint } from '@concert-mania/api/src/security/refresh-token-mint.ts';
import { type ConcertId, makeIdFactory, type PerformanceId } from '@concert-mania/core/shared/ids';
import { createConcert } from '@concert-mania/db/catalogue/create-concert';
import { createPerformanceIn } from '@concert-mania/db/catalogue/create-performance';
import { createVenue } from '@concert-mania/db/catalogue/create-venue';
import type { Database } from '@concert-mania/db/connection/database';
import { createSignedInAccounts } from '@concert-mania/testkit/data/create-signed-in-accounts';
import { HALL_PRICES, makeDemoHall } from './hall.ts';

const newId = makeIdFactory(() => new Date(), randomBytes);

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

export interface DemoSale {
  readonly concertId: ConcertId;
  readonly performanceId: PerformanceId;
  readonly opensAt: Date;
  readonly holdSeconds: number;
  readonly maxActive: number;
  readonly admitPerSecond: number;
}

const HOLD_SECONDS = 8;
const OPENS_AFTER_MS = 8_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The rate of admission would let all fans in within this many seconds. */
const ADMISSION_SECONDS = 12;

/** Writes a hall of exactly so many seats and a concert in it whose sale opens in a moment. */
export async function createSale(
  db: Database,
  size: { readonly fans: number; readonly seats: number; readonly seed: number },
): Promise<DemoSale> {
  const now = Date.now();
  const hall = makeDemoHall(size.seats);
  const venueId = newId('ven');
  const sale: DemoSale = {
    concertId: newId('con'),
    performanceId: newId('prf'),
    opensAt: new Date(now + OPENS_AFTER_MS),
    holdSeconds: HOLD_SECONDS,
    maxActive: Math.max(10, Math.ceil(size.fans / 4)),
    admitPerSecond: Math.max(5, Math.ceil(size.fans / ADMISSION_SECONDS)),
  };
  await db.transaction(async (tx) => {
    await createVenue(tx, {
      id: venueId,
      name: `러시홀 Rush Hall (${size.seats})`,
      address: 'Seoul',
      focalPoint: hall.focalPoint,
      seats: hall.seats,
    });
    await createConcert(tx, {
      id: sale.concertId,
      title: `오픈런 콘서트 Opening Rush (seed ${size.seed})`,
      artist: 'The Demonstrators',
      description: `A rush of ${size.fans} fans for ${size.seats} seats.`,
      venueId,
      published: true,
      waitingRoom: {
        enabled: true,
        maxActive: sale.maxActive,
        admitPerSecond: sale.admitPerSecond,
        passSeconds: 120,
        claimSeconds: 30,
        preOpenOrder: 'shuffle',
      },
      maxSeatsPerUser: 4,
      holdSeconds: HOLD_SECONDS,
    });
    const created = await createPerformanceIn(tx, {
      id: sale.performanceId,
      concertId: sale.concertId,
      startsAt: new Date(now + 30 * DAY_MS),
      saleOpensAt: sale.opensAt,
      saleClosesAt: new Date(now + HOUR_MS),
      prices: HALL_PRICES.filter(({ category }) => hall.seats.some((seat) => seat.category === category)),
    });
    if (!created.ok) throw new Error(`the performance was refused: ${created.error.code}`);
  });
  return sale;
}
