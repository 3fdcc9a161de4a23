import { moveReservation, type ReservationChange } from '@concert-mania/core/holds/model';
import { makeAccount, makeSale, newId } from '@concert-mania/testkit/data/builders';
import {
  askToCancel,
  makeFundedAccount,
  payByGateway,
  payByWallet,
} from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { audit } from '../audit/audit.ts';
import { writeTogether } from '../connection/write-together.ts';
import { makePaymentStore } from '../money/payments/payment-store.ts';
import { makeCancellationStore } from '../money/refunds/cancellation-store.ts';
import { ticketParts } from './ticket-parts.ts';

const db = openForTest(await testDatabase());
const sale = await makeSale(db);
const payments = makePaymentStore(db, newId);
const cancellations = makeCancellationStore(db, newId);
const TERMS = { payingMs: 3_600_000, checkAfterMs: 3_600_000, sent: true };

const ticketsOf = async (reservationId: string) =>
  (
    await db.query<{ seat: number; status: string; version: number }>(
      'select seat_number as seat, status, version from tickets where reservation_id = $1 order by id',
      [reservationId],
    )
  ).map(({ seat, status, version }) => [seat, status, version]);

let seats = 0;
async function hold({ price = 1_000, accountId }: { price?: number; accountId?: string } = {}) {
  seats += 2;
  const owner = (accountId ?? (await makeAccount(db))) as `usr_${string}`;
  return makeHold(db, { sale, accountId: owner, seatNumbers: [seats - 1, seats], price });
}

async function captured() {
  const held = await hold();
  const claim = await payments.claimReservation(payByGateway(held), TERMS);
  if (claim.kind !== 'claimed') throw new Error('the payment was refused');
  expect(await ticketsOf(held.id)).toEqual([]);
  await payments.settleApproved(claim.open.payment.id, new Date());
  return held;
}

const both = ({ seats: held }: Awaited<ReturnType<typeof hold>>, status: string, version: number) =>
  held.map(({ seatNumber }) => [seatNumber, status, version]);

afterAll(async () => {
  expect(await audit(db, { overdueGraceSeconds: 3_600 })).toEqual([]);
});

describe('tickets', () => {
  it('are issued by a payment from the wallet, also of nothing, and by one through the gateway', async () => {
    const paid = await hold({ accountId: await makeFundedAccount(db, 5_000) });
    const free = await hold({ price: 0 });
    for (const held of [paid, free]) await payments.payFromWallet(payByWallet(held));
    const gateway = await captured();
    for (const held of [paid, free, gateway])
      expect(await ticketsOf(held.id)).toEqual(both(held, 'valid', 1));
  });

  it('are void as soon as a cancellation begins, and stay so when it ends', async () => {
    const held = await captured();
    const claim = await cancellations.claimCancellation(askToCancel(held), TERMS);
    if (claim.kind !== 'claimed') throw new Error('the refund is not under way');
    expect(await ticketsOf(held.id)).toEqual(both(held, 'void', 2));
    await payments.settleRefund(claim.refund.id);
    expect(await ticketsOf(held.id)).toEqual(both(held, 'void', 2));
  });

  it('of people who are inside cannot be cancelled for a refund by policy; staff can cancel them', async () => {
    const held = await captured();
    const [used] = held.seats.map(({ seatNumber }) => seatNumber);
    await db.query(
      `update tickets set status = 'used', used_at = now(), used_gate = 'A', used_scan_id = gen_random_uuid()
       where reservation_id = $1 and seat_number = $2`,
      [held.id, used],
    );
    const refused = { kind: 'decided', outcome: { status: 'rejected', error: { code: 'not_cancellable' } } };
    for (const seatNumbers of [undefined, [used ?? 0]])
      expect(await cancellations.claimCancellation(askToCancel(held, seatNumbers), TERMS)).toMatchObject(
        refused,
      );
    const full = { ...askToCancel(held), refund: 'full' as const };
    const claim = await cancellations.claimCancellation(full, TERMS);
    if (claim.kind === 'claimed') await payments.settleRefund(claim.refund.id);
    expect(await ticketsOf(held.id)).toEqual(both(held, 'void', 2));
  });

  it('of a cancelled seat stay void beside the ticket of its next owner', async () => {
    const first = await captured();
    const claim = await cancellations.claimCancellation(askToCancel(first), TERMS);
    if (claim.kind === 'claimed') await payments.settleRefund(claim.refund.id);
    const accountId = await makeFundedAccount(db, 5_000);
    const seatNumbers = first.seats.map(({ seatNumber }) => seatNumber);
    const next = await makeHold(db, { sale, accountId, seatNumbers, price: 1_000 });
    await payments.payFromWallet(payByWallet(next));
    expect(await ticketsOf(first.id)).toEqual(both(first, 'void', 2));
    expect(await ticketsOf(next.id)).toEqual(both(next, 'valid', 1));
  });

  it.each<[string, (held: Awaited<ReturnType<typeof hold>>) => ReservationChange]>([
    ['voided', () => ({ type: 'reservation.cancelling' })],
    [
      'moved',
      ({ seats: held }) => ({
        type: 'reservation.seats_moved',
        moves: held
          .toReversed()
          .map((seat) => ({ from: seat.seatNumber, to: { ...seat, seatNumber: seat.seatNumber + 5_000 } })),
      }),
    ],
  ])('are %s in the order of their ids, in which a gate locks them', async (_, changeOf) => {
    const held = await captured();
    const reversed = { ...held, status: 'confirmed' as const, seats: held.seats.toReversed() };
    const parts = ticketParts([moveReservation(reversed, [changeOf(held)])]);
    const [first, second] = await db.query<{ id: string }>(
      'select id from tickets where reservation_id = $1 order by id',
      [held.id],
    );
    const undone = new Error('the tickets were written');
    let changed: Promise<unknown> | undefined;
    await db.transaction(async (gate) => {
      await gate.query('select from tickets where id = $1 for update', [first?.id]);
      changed = db
        .transaction(async (tx) => {
          await writeTogether(tx, parts);
          throw undone;
        })
        .catch((error: unknown) => error);
      await vi.waitFor(async () => {
        const waiting = await db.query(
          `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
        );
        expect(waiting).toHaveLength(1);
      }, 10_000);
      await gate.query('select from tickets where id = $1 for update', [second?.id]);
    });
    expect(await changed).toBe(undone);
  });
});
