import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from '@concert-mania/client/make-client';
import { type FanClient, type HeldSeats, makeFanClient } from '../../demo/fans/fan-client.ts';
import { between, draw, type Random } from '../../demo/random.ts';
import type { ChaosSale } from './sales.ts';

export interface Fan {
  readonly client: ApiClient;
  readonly checkOut: (orderId: string, amount: number, scenario: string) => Promise<string>;
  readonly sales: readonly ChaosSale[];
  readonly random: Random;
  readonly ends: AbortSignal;
}

/** A fan's paid reservations, and the money in the wallet. */
interface Belongings {
  readonly tickets: (readonly [FanClient, HeldSeats])[];
  balance: number;
}

const TOP_UP_AMOUNT = 600_000;
const PAUSE_MS = { min: 50, max: 500 } as const;
const LOOK_MS = { min: 200, max: 1_000 } as const;
const ROOM_PATIENCE_MS = 25_000;
/** A fan with this many tickets cancels some, so that seats keep changing owners. */
const MANY_TICKETS = 2;
const PLANS = [
  [15, 'release'],
  [12, 'abandon'],
  [40, 'pay by card'],
  [33, 'pay from the wallet'],
] as const;
/** Scenarios of payments: mostly success, and every way in which a gateway can fail. */
const SCENARIOS = [
  [55, 'approve'],
  [10, 'decline'],
  [6, 'drop_after_commit'],
  [6, 'delay:800'],
  [3, 'delay:6000'],
  [6, 'error_then_approve:2'],
  [3, 'timeout'],
  [3, 'duplicate_webhook'],
  [3, 'late_webhook:2000'],
  [3, 'cancel_timeout'],
  [2, 'cancel_error:2'],
] as const;

/** Buys, releases, lets holds expire and cancels, repeatedly, until the run ends. */
export async function liveFan(fan: Fan): Promise<void> {
  const belongings: Belongings = { tickets: [], balance: 0 };
  while (!fan.ends.aborted) {
    // Faults are expected. The recorder has seen every request, and the checks judge them.
    await visit(fan, belongings).catch(() => undefined);
    await delay(between(fan.random, PAUSE_MS.min, PAUSE_MS.max));
  }
}

async function visit(fan: Fan, belongings: Belongings): Promise<void> {
  const { random, sales } = fan;
  const { tickets } = belongings;
  if (tickets.length > 0 && (tickets.length >= MANY_TICKETS || random() < 0.3)) {
    const [client, given] = tickets.splice(between(random, 0, tickets.length - 1), 1)[0] ?? [];
    if (client && given) await client.cancel(given, reasonFor(random));
    return;
  }
  const sale = sales[between(random, 0, sales.length - 1)];
  if (sale === undefined) return;
  const { client: api, checkOut } = fan;
  const client = makeFanClient({
    client: api,
    ...sale,
    checkOut,
    nowMs: Date.now,
    onAccepted: () => undefined,
  });
  const token = sale.hasWaitingRoom ? await enterRoom(client, fan) : null;
  if (sale.hasWaitingRoom && token === null) return;
  const { reservation: held } = await client.hold(token, wishFor(random, sale.seats));
  if (held === null) return;
  await delay(between(random, PAUSE_MS.min, PAUSE_MS.max));
  switch (draw(random, PLANS)) {
    case 'abandon':
      return;
    case 'release':
      await client.cancel(held, reasonFor(random));
      return;
    case 'pay by card': {
      const { status } = await client.payByCard(held, draw(random, SCENARIOS));
      if (status === 'succeeded') tickets.push([client, held]);
      return;
    }
    case 'pay from the wallet': {
      if (belongings.balance < held.totalAmount) {
        const { status } = await client.topUp(TOP_UP_AMOUNT, draw(random, SCENARIOS));
        if (status === 'succeeded') belongings.balance += TOP_UP_AMOUNT;
      }
      const { status } = await client.payFromWallet(held);
      if (status !== 'succeeded') return;
      belongings.balance -= held.totalAmount;
      tickets.push([client, held]);
    }
  }
}

/** Joins a waiting room. Answers the token after the admission, or null if it takes too long. */
async function enterRoom(client: FanClient, { ends, random }: Fan): Promise<string | null> {
  const deadlineMs = Date.now() + ROOM_PATIENCE_MS;
  let place = await client.join();
  while (place?.status !== 'admitted') {
    if (ends.aborted || Date.now() > deadlineMs) return null;
    await delay(between(random, LOOK_MS.min, LOOK_MS.max));
    const known: typeof place = place && (await client.findPlace(place.token));
    place = known === null || known.status === 'expired' ? await client.join() : known;
  }
  return place.token;
}

/** Half of the cancellations have a reason. */
const reasonFor = (random: Random) => (random() < 0.5 ? undefined : 'plans changed');

/** Named seats, preferably at the front, or the best available. */
function wishFor(random: Random, seats: number) {
  const quantity = between(random, 1, 4);
  if (random() < 0.35) return { bestAvailable: { quantity, adjacent: random() < 0.7 } };
  const first = 1 + Math.floor(random() ** 2 * (seats - quantity));
  return { seatNumbers: Array.from({ length: quantity }, (_, index) => first + index) };
}
