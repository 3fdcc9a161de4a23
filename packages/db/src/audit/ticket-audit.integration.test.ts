import { describe, expect, it } from 'vitest';
import {
  breaking,
  cancel,
  db,
  expectFindings,
  expectReported,
  hold,
  newFan,
  pay,
  seatOf,
} from './testing/audited-sale.ts';
import { ticketChecks } from './ticket-checks.ts';

async function confirmed() {
  const reservation = await hold(await newFan());
  await pay(reservation);
  return reservation;
}
const ticketOf = async (reservationId: string) => {
  const [ticket] = await db.query<{ id: string }>('select id from tickets where reservation_id = $1', [
    reservationId,
  ]);
  return ticket?.id ?? 'none';
};

describe('the audit of tickets', () => {
  it('reports a confirmed seat without a ticket, one with the ticket of another, and a live ticket of a cancelled one', async () => {
    const [without, foreign, cancelled] = [await confirmed(), await confirmed(), await confirmed()];
    await cancel(cancelled);
    const findings = await breaking(
      [`update tickets set status = 'void' where reservation_id = $1`, without.id],
      [`update tickets set reservation_id = 'res_other' where reservation_id = $1`, foreign.id],
      [`update tickets set status = 'valid' where reservation_id = $1`, cancelled.id],
    );
    expectFindings(
      findings,
      ['confirmed-seats-have-tickets', seatOf(without)],
      ['confirmed-seats-have-tickets', seatOf(foreign)],
      ['confirmed-seats-have-tickets', seatOf(cancelled)],
    );
    expect(findings.map(({ detail }) => detail).join()).toContain(`although ${without.id} is confirmed`);
  });

  it('reports a used ticket without its scan', async () => {
    const { id } = await confirmed();
    const findings = await breaking([
      `update tickets set status = 'used', used_at = now() where reservation_id = $1`,
      id,
    ]);
    expectFindings(findings, ['used-tickets-have-a-scan', await ticketOf(id)]);
  });

  it('has a reported violation for each check of tickets', () => {
    expectReported(ticketChecks);
  });
});
