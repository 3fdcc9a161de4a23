import { createConcert } from '@concert-mania/db/catalogue/create-concert';
import { createPerformance } from '@concert-mania/db/catalogue/create-performance';
import type { Database } from '@concert-mania/db/connection/database';
import { demoId } from '@concert-mania/seed/seed-demo';
import { newId, type Sale } from '@concert-mania/testkit/data/builders';
import { makeRandom } from '../demo/random.ts';
import { fillRoom } from './crowd.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PRICES = [
  { category: 'VIP', grade: 'VIP', price: 198_000 },
  { category: 'R', grade: 'R', price: 165_000 },
  { category: 'S', grade: 'S', price: 132_000 },
  { category: 'A', grade: 'A', price: 99_000 },
];

interface SaleWishes {
  readonly title: string;
  readonly artist: string;
  readonly venue: 'demohall' | 'demoarena';
  /** Null: no waiting room. */
  readonly admitPerSecond: number | null;
  readonly startsAt?: Date;
  readonly opensAt?: Date;
  readonly closesAt?: Date;
  readonly soldShare?: number;
}

/**
 * Writes a concert with one performance in a venue of the demo data, and sells a share.
 * The seats nearest to the stage go first.
 */
async function addSale(db: Database, wishes: SaleWishes): Promise<Sale> {
  const now = Date.now();
  const venueId = demoId('ven', wishes.venue);
  const sale = { venueId, concertId: newId('con'), performanceId: newId('prf') };
  const { title, artist, admitPerSecond } = wishes;
  await createConcert(db, {
    id: sale.concertId,
    ...{ title, artist, venueId },
    description: 'One night, two hours, no break. Doors open an hour before.',
    published: true,
    waitingRoom: {
      enabled: admitPerSecond !== null,
      maxActive: 2_000,
      admitPerSecond: admitPerSecond ?? 1,
      passSeconds: 900,
      claimSeconds: 300,
      preOpenOrder: 'shuffle',
    },
    maxSeatsPerUser: 4,
    holdSeconds: 600,
  });
  const created = await createPerformance(db, {
    id: sale.performanceId,
    concertId: sale.concertId,
    startsAt: wishes.startsAt ?? new Date(now + 40 * DAY_MS),
    saleOpensAt: wishes.opensAt ?? new Date(now - HOUR_MS),
    saleClosesAt: wishes.closesAt ?? new Date(now + 39 * DAY_MS),
    prices: PRICES,
  });
  if (!created.ok) throw new Error(`the performance was refused: ${created.error.code}`);
  await sellSeats(db, sale, wishes.soldShare ?? 0);
  return sale;
}

const LARGEST_PARTY = 4;
const HELD_SHARE = 0.15;

/** Sells and holds seats party by party. */
async function sellSeats(db: Database, sale: Sale, share: number): Promise<void> {
  const seats = await db.query<{ seat_number: number; depth: number }>(
    `select seat_number, percent_rank() over (order by (x - focal_x) ^ 2 + (y - focal_y) ^ 2) as depth
     from venue_seats join venues v on v.id = venue_id where venue_id = $1 order by seat_number`,
    [sale.venueId],
  );
  if (share === 0) return;
  const random = makeRandom(seats.length);
  const taken: number[] = [];
  for (let at = 0; at < seats.length; ) {
    const size = 1 + Math.floor(random() * LARGEST_PARTY);
    const chance = share === 1 ? 1 : share * (1.6 - 1.2 * (seats[at]?.depth ?? 0));
    if (random() < chance) taken.push(...seats.slice(at, at + size).map((seat) => seat.seat_number));
    at += size;
  }
  const held = share === 1 ? [] : taken.filter(() => random() < HELD_SHARE);
  // Pictures need the seats alone, not a reservation of each.
  await db.query(
    `update seats set reservation_id = 'res_of_a_picture', sold = not (seat_number = any($3))
     where performance_id = $1 and seat_number = any($2)`,
    [sale.performanceId, taken, held],
  );
}

export interface Sales {
  readonly arena: Sale;
  readonly hall: Sale;
  readonly rush: Sale;
  readonly soldOut: Sale;
  readonly closed: Sale;
  /** Starts in two hours. */
  readonly tonight: Sale;
  /** The concert of the demo data that opens in ten minutes. */
  readonly soon: string;
}

const ROOM_FANS = 1_240;

/** Concerts in every state beside those of the demo data. */
export async function prepareSales(db: Database, apiUrl: string): Promise<Sales> {
  const tonightAt = new Date(Date.now() + 2 * HOUR_MS);
  const [arena, hall, rush, soldOut, closed, tonight] = [
    await addSale(db, { ...PROGRAMME.arena, venue: 'demoarena', admitPerSecond: null, soldShare: 0.55 }),
    await addSale(db, { ...PROGRAMME.hall, venue: 'demohall', admitPerSecond: null, soldShare: 0.35 }),
    await addSale(db, { ...PROGRAMME.rush, venue: 'demoarena', admitPerSecond: 2, soldShare: 0.2 }),
    await addSale(db, { ...PROGRAMME.soldOut, venue: 'demohall', admitPerSecond: null, soldShare: 1 }),
    await addSale(db, {
      ...PROGRAMME.closed,
      venue: 'demohall',
      admitPerSecond: null,
      opensAt: new Date(Date.now() - 2 * DAY_MS),
      closesAt: new Date(Date.now() - HOUR_MS),
    }),
    await addSale(db, {
      ...PROGRAMME.tonight,
      venue: 'demohall',
      admitPerSecond: null,
      startsAt: tonightAt,
      closesAt: tonightAt,
      soldShare: 0.4,
    }),
  ];
  await fillRoom(db, apiUrl, rush.concertId, ROOM_FANS);
  return { arena, hall, rush, soldOut, closed, tonight, soon: demoId('con', 'demosoon1') };
}

const PROGRAMME = {
  arena: { title: '가람 10주년 콘서트 Garam: Ten Years', artist: '가람 Garam' },
  hall: { title: '한밤의 재즈 Jazz at Midnight', artist: '윤하늘 쿼텟 Yoon Haneul Quartet' },
  rush: { title: '새벽달 월드 투어 서울 Saebyeokdal World Tour', artist: '새벽달 Saebyeokdal' },
  soldOut: { title: '봄의 왈츠 Spring Waltz', artist: '서울 실내악단 Seoul Chamber Players' },
  tonight: { title: '한강의 밤 A Night on the Han', artist: '정유진 Jung Yujin' },
  closed: { title: '가을 편지 Letters in Autumn', artist: '이서윤 Lee Seoyoon' },
} as const;
