import { randomBytes } from 'node:crypto';
import type { VenueSeat } from '@concert-mania/core/catalogue/seating-plan';
import type { Role } from '@concert-mania/core/identity/model';
import type { Actor } from '@concert-mania/core/identity/staff/staff-actions';
import {
  type AccountId,
  type ConcertId,
  makeIdFactory,
  type PerformanceId,
  type VenueId,
} from '@concert-mania/core/shared/ids';
import { createPerformance } from '@concert-mania/db/catalogue/create-performance';
import { createVenue } from '@concert-mania/db/catalogue/create-venue';
import type { Database } from '@concert-mania/db/connection/database';

/** Ids as production makes them. */
export const newId = makeIdFactory(() => new Date(), randomBytes);

const HOUR_MS = 3_600_000;
const SEATS_PER_ROW = 20;
const SALE_PRICES = [
  { category: 'VIP', grade: 'VIP', price: 150_000 },
  { category: 'R', grade: 'R', price: 99_000 },
] as const;

export interface SaleOptions {
  readonly seats?: number;
  readonly title?: string;
  readonly artist?: string;
  readonly published?: boolean;
  readonly maxSeatsPerUser?: number;
  readonly holdSeconds?: number;
  readonly holdBudgetSeatSeconds?: number;
  readonly returnCancelledWithinSeconds?: number;
  readonly onDecline?: 'release' | 'keep';
  readonly waitingRoomEnabled?: boolean;
  readonly maxActive?: number;
  readonly admitPerSecond?: number;
  readonly passSeconds?: number;
  readonly claimSeconds?: number;
  readonly preOpenOrder?: 'shuffle' | 'arrival';
  readonly startsAt?: Date;
  readonly opensAt?: Date;
  readonly closesAt?: Date;
}

export interface Sale {
  readonly venueId: VenueId;
  readonly concertId: ConcertId;
  readonly performanceId: PerformanceId;
}

/**
 * A venue, a concert and one published performance: 100 seats in rows of 20, the front half VIP,
 * the rest R. On sale for an hour before and after now, by default without a waiting room.
 */
export async function makeSale(db: Database, options: SaleOptions = {}): Promise<Sale> {
  const sale = { venueId: newId('ven'), concertId: newId('con'), performanceId: newId('prf') };
  await db.transaction((tx) =>
    createVenue(tx, {
      id: sale.venueId,
      name: '테스트홀 Test Hall',
      address: 'Seoul',
      focalPoint: { x: 500, y: 0 },
      seats: makeSeats(options.seats ?? 100),
    }),
  );
  await insertConcert(db, sale, options);
  await insertPerformance(db, sale.concertId, sale.performanceId, options);
  return sale;
}

/** Another performance of the concert with the same seats. Returns its id. */
export async function addPerformance(
  db: Database,
  sale: Pick<Sale, 'concertId'>,
  options: Pick<SaleOptions, 'startsAt' | 'opensAt' | 'closesAt'> = {},
): Promise<PerformanceId> {
  const id = newId('prf');
  await insertPerformance(db, sale.concertId, id, options);
  return id;
}

interface AccountOptions {
  readonly email?: string;
  readonly role?: Role;
  readonly balanceAmount?: number;
}

/** An account that cannot log in, with a wallet; the ledger backs its balance. */
export async function makeAccount(db: Database, options: AccountOptions = {}): Promise<AccountId> {
  const id = newId('usr');
  const balance = options.balanceAmount ?? 0;
  await db.transaction(async (tx) => {
    await tx.query(
      `insert into accounts (id, email, password_hash, name, role, email_verified_at)
       values ($1, $2, 'no password', 'Fan', $3, now())`,
      [id, options.email ?? `${id}@fans.example`, options.role ?? 'user'],
    );
    await tx.query('insert into wallets (account_id, balance_amount) values ($1, $2)', [id, balance]);
    if (balance === 0) return;
    const transfer = newId('trf');
    await tx.query(`insert into ledger_transfers (id, reference, kind) values ($1, $1, 'top_up')`, [
      transfer,
    ]);
    await tx.query(
      `insert into ledger_entries (transfer_id, ledger_account, amount, balance_after_amount)
       values ($1, 'wallet:' || $2::text, $3::bigint, $3), ($1, 'gateway-clearing', -$3::bigint, null)`,
      [transfer, id, balance],
    );
  });
  return id;
}

/** A staff member with an account, as the actor of a use case. */
export const makeClerk = async (db: Database): Promise<Actor> => ({
  accountId: await makeAccount(db, { role: 'box_office' }),
  requestId: 'req-clerk',
});

async function insertConcert(db: Database, sale: Sale, options: SaleOptions): Promise<void> {
  await db.query(
    `insert into concerts (id, title, artist, description, venue_id, published_at, waiting_room_enabled, max_active,
       admit_per_second, pass_seconds, claim_seconds, pre_open_order, on_decline, max_seats_per_user, hold_seconds,
       hold_budget_seat_seconds, return_cancelled_within_seconds)
     values ($1, $2, $3, 'A night to remember.', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      sale.concertId,
      options.title ?? 'Test Night 테스트의 밤',
      options.artist ?? 'The Testers',
      sale.venueId,
      (options.published ?? true) ? new Date().toISOString() : null,
      options.waitingRoomEnabled ?? false,
      options.maxActive ?? 1_000,
      options.admitPerSecond ?? 100,
      options.passSeconds ?? 900,
      options.claimSeconds ?? 120,
      options.preOpenOrder ?? 'shuffle',
      options.onDecline ?? 'release',
      options.maxSeatsPerUser ?? 4,
      options.holdSeconds ?? null,
      options.holdBudgetSeatSeconds ?? null,
      options.returnCancelledWithinSeconds ?? 0,
    ],
  );
}

async function insertPerformance(
  db: Database,
  concertId: ConcertId,
  id: PerformanceId,
  options: SaleOptions,
): Promise<void> {
  const now = Date.now();
  const created = await createPerformance(db, {
    id,
    concertId,
    startsAt: options.startsAt ?? new Date(now + 48 * HOUR_MS),
    saleOpensAt: options.opensAt ?? new Date(now - HOUR_MS),
    saleClosesAt: options.closesAt ?? new Date(now + HOUR_MS),
    prices: SALE_PRICES,
  });
  if (!created.ok) throw new Error(`the performance was refused: ${created.error.code}`);
}

function makeSeats(count: number): readonly VenueSeat[] {
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / SEATS_PER_ROW) + 1;
    const seat = (index % SEATS_PER_ROW) + 1;
    const front = index < count / 2;
    return {
      seatNumber: index + 1,
      seatGuid: `${row}-${seat}`,
      zone: front ? 'Floor' : 'Balcony',
      row: `${row}`,
      seat: `${seat}`,
      zoneIndex: front ? 0 : 1,
      rowIndex: 2 * row + (front ? 0 : 1),
      label: `${front ? 'Floor' : 'Balcony'} ${row}-${seat}`,
      category: front ? 'VIP' : 'R',
      x: seat * 50,
      y: row * 90,
      accessible: seat === 1,
    };
  });
}
