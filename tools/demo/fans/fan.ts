import type { Place } from '@concert-mania/client/waiting-room';
import type { FanEnd, Tally } from '../proof/tally.ts';
import type { Random } from '../random.ts';
import type { Sleep } from '../sleep.ts';
import { pickSeats } from './choose-seats.ts';
import type { CommandEnd, FanClient, HeldSeats, SeatWish } from './fan-client.ts';
import type { Persona } from './persona.ts';

export interface Fan {
  readonly client: FanClient;
  readonly persona: Persona;
  readonly arrivesAtMs: number;
  readonly random: Random;
  readonly tally: Tally;
  readonly nowMs: () => number;
  readonly sleep: Sleep;
  /** Receives every place that the fan gets. */
  readonly onPlace?: (place: Place) => void;
  /** Whether the rush was cut off, so that a fault is none of the system's. */
  readonly isCutOff: () => boolean;
}

const LEAST_POLL_MS = 250;
const MOST_POLL_MS = 5_000;
const LOOK_AGAIN_MS = 1_000;
const EXPIRY_PATIENCE_MS = 20_000;
const EXPIRY_POLL_MS = 500;
const TOP_UP_STEP = 50_000;

/** A fan's evening, from arrival to the end. What goes wrong is counted, never thrown. */
export async function actFan(fan: Fan): Promise<void> {
  const { tally } = fan;
  try {
    await fan.sleep(fan.arrivesAtMs - fan.nowMs());
    tally.arrived += 1;
    tally.ended(await visit(fan));
  } catch (error) {
    if (fan.isCutOff()) return tally.ended('was cut off');
    tally.ended('met a fault');
    tally.faulted(error instanceof Error ? error.message : String(error));
  }
}

async function visit(fan: Fan): Promise<FanEnd> {
  const { token, end: endInQueue } = await queue(fan);
  if (token === null) return endInQueue;
  fan.tally.admitted += 1;
  const held = await findSeats(fan, token);
  const end = held === null ? 'found no seats' : await endHold(fan, held);
  // A payment ends the pass.
  if (end !== 'has tickets' && end !== 'cancelled the tickets') await fan.client.leave(token);
  return end;
}

/** A fan is admitted, or the evening ends in the queue. */
type Queued = { readonly token: string; readonly end: null } | { readonly token: null; readonly end: FanEnd };
const LEFT: Queued = { token: null, end: 'left the queue' };
const SOLD_OUT: Queued = { token: null, end: 'found no seats' };

/** Waits to be admitted. */
async function queue({ client, persona, tally, ...fan }: Fan): Promise<Queued> {
  const note = (seen: Place) => {
    tally.queued(seen);
    fan.onPlace?.(seen);
  };
  let place = await client.join();
  if (place === null) return SOLD_OUT;
  note(place);
  for (let polls = 0; place.status !== 'admitted'; polls += 1) {
    if (polls === persona.leavesAfterPolls || place.reason === 'sold_out') {
      await client.leave(place.token);
      return LEFT;
    }
    await fan.sleep(pollPauseMs(place, fan.nowMs(), fan.random));
    const known: Place | null = await client.findPlace(place.token);
    place = known === null || known.status === 'expired' ? await client.join() : known;
    if (place === null) return SOLD_OUT;
    note(place);
  }
  return { token: place.token, end: null };
}

/** As long as the place says, within bounds; before the opening, not past it. */
export function pollPauseMs(place: Place, nowMs: number, random: Random): number {
  const pauseMs = Math.min(Math.max(place.pollAfterMs, LEAST_POLL_MS), MOST_POLL_MS);
  if (place.opensAt === undefined) return pauseMs;
  const untilOpening =
    Math.max(Date.parse(place.opensAt) - nowMs, 0) + LEAST_POLL_MS + random() * LOOK_AGAIN_MS;
  return Math.min(pauseMs, untilOpening);
}

/** Looks for seats until some are held or the fan gives up. */
async function findSeats(fan: Fan, token: string): Promise<HeldSeats | null> {
  const { client, persona, tally } = fan;
  let wish = { quantity: persona.quantity, adjacent: true };
  for (let tries = 0; tries < persona.tries; tries += 1) {
    await fan.sleep(tries === 0 ? persona.chooseMs : LOOK_AGAIN_MS * (0.5 + fan.random()));
    const seats = await choose(fan, wish);
    if (seats === null) continue;
    const end = await client.hold(token, seats);
    tally.holdAnswered(end, fan.nowMs());
    if (end.status === 'succeeded' && end.reservation) return end.reservation;
    if (end.code === 'admission_required' || end.code === 'sale_closed') return null;
    if (end.code === 'no_adjacent_seats') wish = { ...wish, adjacent: false };
    if (end.code === 'not_enough_seats') wish = { quantity: Math.max(1, wish.quantity - 1), adjacent: false };
  }
  return null;
}

/** Chooses seats on the seat map; null when it shows no free seat. */
async function choose(
  { client, persona, random }: Fan,
  wish: { readonly quantity: number; readonly adjacent: boolean },
): Promise<SeatWish | null> {
  const seatNumbers = pickSeats(await client.readAvailability(), wish.quantity, random);
  if (seatNumbers.length === 0) return null;
  return persona.choice === 'best-available' ? { bestAvailable: wish } : { seatNumbers };
}

/** Carries out the fan's plan. After a fault the state of the seats is unknown. */
async function endHold(fan: Fan, held: HeldSeats): Promise<FanEnd> {
  try {
    return await carryOut(fan, held);
  } catch (error) {
    fan.tally.holdLost(held);
    throw error;
  }
}

async function carryOut(fan: Fan, held: HeldSeats): Promise<FanEnd> {
  const { client, persona } = fan;
  const { plan } = persona;
  if (plan.kind === 'let-it-expire') return watchItExpire(fan, held);
  await fan.sleep(persona.payMs);
  switch (plan.kind) {
    case 'release':
      return release(fan, held);
    case 'pay-by-card':
      return paid(fan, held, await client.payByCard(held, plan.scenario));
    case 'pay-from-wallet':
      return payFromWallet(fan, held);
    case 'buy-and-cancel': {
      const bought = await paid(fan, held, await client.payByCard(held, 'approve'));
      return bought === 'has tickets' ? giveBack(fan, held) : bought;
    }
    default:
      return plan satisfies never;
  }
}

async function payFromWallet(fan: Fan, held: HeldSeats): Promise<FanEnd> {
  const amount = Math.ceil(held.totalAmount / TOP_UP_STEP) * TOP_UP_STEP;
  const toppedUp = await fan.client.topUp(amount);
  fan.tally.decided('top-up', toppedUp);
  if (toppedUp.status !== 'succeeded') throw new Error(`a top-up was ${toppedUp.status}: ${toppedUp.code}`);
  return paid(fan, held, await fan.client.payFromWallet(held));
}

function paid({ tally }: Fan, held: HeldSeats, end: CommandEnd): FanEnd {
  tally.decided('payment', end);
  if (end.status === 'succeeded') {
    tally.holdEnded(held, 'confirmed');
    return 'has tickets';
  }
  if (end.code === 'payment_declined') {
    tally.holdEnded(held, 'payment_failed');
    return 'was declined';
  }
  if (end.code === 'hold_expired') {
    tally.holdEnded(held, 'expired');
    return 'let the hold expire';
  }
  throw new Error(`a payment was ${end.status}: ${end.code}`);
}

async function release(fan: Fan, held: HeldSeats): Promise<FanEnd> {
  await cancel(fan, held);
  fan.tally.holdEnded(held, 'released');
  return 'released the seats';
}

async function giveBack(fan: Fan, held: HeldSeats): Promise<FanEnd> {
  await cancel(fan, held);
  fan.tally.ticketsCancelled(held);
  return 'cancelled the tickets';
}

async function cancel({ client, tally }: Fan, held: HeldSeats): Promise<void> {
  const end = await client.cancel(held);
  tally.decided('cancellation', end);
  if (end.status !== 'succeeded') throw new Error(`a cancellation was ${end.status}: ${end.code}`);
}

async function watchItExpire(fan: Fan, held: HeldSeats): Promise<FanEnd> {
  const deadlineMs = Date.parse(held.expiresAt);
  await fan.sleep(deadlineMs - fan.nowMs());
  while (fan.nowMs() < deadlineMs + EXPIRY_PATIENCE_MS) {
    const status = await fan.client.readStatus(held);
    if (status === 'expired') {
      fan.tally.holdEnded(held, status);
      return 'let the hold expire';
    }
    if (status !== 'held') throw new Error(`a hold left alone became ${status}`);
    await fan.sleep(EXPIRY_POLL_MS);
  }
  throw new Error('a hold did not expire');
}
