import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { between, draw, type Random } from '../../demo/random.ts';
import type { FanClient, Wish } from './fan-client.ts';
import type { Gateway } from './gateway.ts';
import type { ChaosSale } from './sales.ts';
import { enterRoom } from './waiting-room.ts';

export interface Fan {
  readonly client: FanClient;
  readonly gateway: Gateway;
  readonly sales: readonly ChaosSale[];
  readonly random: Random;
  readonly ends: AbortSignal;
}

interface Held {
  readonly id: string;
  readonly totalAmount: number;
}

const TOP_UP_AMOUNT = 600_000;
const PAUSE_MS = { min: 50, max: 500 } as const;
const COPIES = [
  [85, 1],
  [12, 2],
  [3, 3],
] as const;
const PLANS = [
  [15, 'release'],
  [12, 'abandon'],
  [40, 'pay by card'],
  [33, 'pay from the wallet'],
] as const;
/** A fan with this many tickets cancels some, so that seats keep changing owners. */
const MANY_TICKETS = 2;

const reservationResult = z.object({ reservation: z.object({ id: z.string(), totalAmount: z.int() }) });
const balanceResult = z.object({ balanceAmount: z.int() });

/** Buys, releases, lets holds expire and cancels, repeatedly, until the run ends. */
export async function liveFan(fan: Fan): Promise<void> {
  const tickets: Held[] = [];
  const purse = { balance: 0 };
  while (!fan.ends.aborted) {
    await visit(fan, tickets, purse);
    await delay(between(fan.random, PAUSE_MS.min, PAUSE_MS.max));
  }
}

const run = ({ client, random }: Fan, wish: Wish) => client.run(wish, draw(random, COPIES));

async function visit(fan: Fan, tickets: Held[], purse: { balance: number }): Promise<void> {
  const { random, sales } = fan;
  if (tickets.length > 0 && (tickets.length >= MANY_TICKETS || random() < 0.3)) {
    const given = tickets.splice(between(random, 0, tickets.length - 1), 1)[0];
    if (given) await cancel(fan, given);
    return;
  }
  const sale = sales[between(random, 0, sales.length - 1)];
  if (sale === undefined) return;
  const token = sale.hasWaitingRoom ? await enterRoom(fan.client, sale, fan.ends) : null;
  if (sale.hasWaitingRoom && token === null) return;
  const held = await hold(fan, sale, token);
  if (held === null) return;
  await delay(between(random, PAUSE_MS.min, PAUSE_MS.max));
  switch (draw(random, PLANS)) {
    case 'abandon':
      return;
    case 'release':
      return cancel(fan, held);
    case 'pay by card':
      if (await payByCard(fan, held)) tickets.push(held);
      return;
    case 'pay from the wallet':
      if (await payFromWallet(fan, held, purse)) tickets.push(held);
      return;
  }
}

async function hold(fan: Fan, sale: ChaosSale, token: string | null): Promise<Held | null> {
  const { performanceId } = sale;
  const end = await run(fan, {
    kind: 'hold',
    path: '/v1/reservations',
    body: { performanceId, ...wishFor(fan.random, sale.seats) },
    ...(token !== null && { headers: { 'queue-token': token } }),
  });
  return end?.status === 'succeeded' ? reservationResult.parse(end.result).reservation : null;
}

/** Named seats, preferably at the front, or the best available. */
function wishFor(random: Random, seats: number) {
  const quantity = between(random, 1, 4);
  if (random() < 0.35) return { bestAvailable: { quantity, adjacent: random() < 0.7 } };
  const first = 1 + Math.floor(random() ** 2 * (seats - quantity));
  return { seatNumbers: Array.from({ length: quantity }, (_, index) => first + index) };
}

async function cancel(fan: Fan, { id }: Held): Promise<void> {
  const body = fan.random() < 0.5 ? {} : { reason: 'plans changed' };
  await run(fan, { kind: 'cancel', path: `/v1/reservations/${id}/cancel`, body });
}

async function payByCard(fan: Fan, { id, totalAmount }: Held): Promise<boolean> {
  const window = await fan.gateway.checkOut(id, totalAmount, fan.random);
  if (window === null) return false;
  const { paymentKey, scenario } = window;
  const end = await run(fan, {
    kind: 'pay-gateway',
    path: '/v1/payments',
    body: { reservationId: id, method: 'gateway', paymentKey, amount: totalAmount },
    scenario,
  });
  return end?.status === 'succeeded';
}

async function payFromWallet(fan: Fan, { id, totalAmount }: Held, purse: { balance: number }) {
  if (purse.balance < totalAmount) purse.balance = (await topUp(fan)) ?? purse.balance;
  const end = await run(fan, {
    kind: 'pay-wallet',
    path: '/v1/payments',
    body: { reservationId: id, method: 'wallet' },
  });
  if (end?.status !== 'succeeded') return false;
  purse.balance -= totalAmount;
  return true;
}

/** The balance after the top-up; null if it is not known to have succeeded. */
async function topUp(fan: Fan): Promise<number | null> {
  const orderId = await fan.gateway.orderTopUp(fan.client, TOP_UP_AMOUNT);
  if (orderId === null) return null;
  const window = await fan.gateway.checkOut(orderId, TOP_UP_AMOUNT, fan.random);
  if (window === null) return null;
  const { paymentKey, scenario } = window;
  const end = await run(fan, {
    kind: 'top-up',
    path: '/v1/wallet/top-ups',
    body: { amount: TOP_UP_AMOUNT, orderId, paymentKey },
    scenario,
  });
  // A result without it is a finding of the history's checks, and no reason to end the run.
  return end?.status === 'succeeded'
    ? (balanceResult.safeParse(end.result).data?.balanceAmount ?? null)
    : null;
}
