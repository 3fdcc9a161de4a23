import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { gateChecks } from './gate-checks.ts';
import {
  breaking,
  db,
  expectFindings,
  expectReported,
  hold,
  newFan,
  pay,
  sale,
} from './testing/audited-sale.ts';

async function confirmedTicket(): Promise<string> {
  const reservation = await hold(await newFan());
  await pay(reservation);
  const [ticket] = await db.query<{ id: string }>('select id from tickets where reservation_id = $1', [
    reservation.id,
  ]);
  return ticket?.id ?? 'none';
}

const AT = '2026-05-01T18:00:00Z';
const use = (ticketId: string, scanId: string, gate = 'A') =>
  [
    `update tickets set status = 'used', used_at = $3, used_gate = $4, used_scan_id = $2 where id = $1`,
    ticketId,
    scanId,
    AT,
    gate,
  ] as const;
const scan = (
  ticketId: string,
  scanId: string,
  more: { readonly at?: string; readonly overtaken?: boolean } = {},
) =>
  [
    `insert into check_ins (scan_id, performance_id, ticket_id, gate, scanned_at, result, offline, overtaken, account_id, answer)
     values ($1, $2, $3, 'A', $4, 'admitted', false, $5, 'usr_x', '{}')`,
    scanId,
    sale.performanceId,
    ticketId,
    more.at ?? AT,
    more.overtaken ?? false,
  ] as const;

describe('the audit of the gates', () => {
  it('accepts a used ticket with its scan, and one whose first scan was overtaken', async () => {
    const [plain, merged] = [await confirmedTicket(), await confirmedTicket()];
    const [one, two, late] = [randomUUID(), randomUUID(), randomUUID()];
    const findings = await breaking(
      use(plain, one),
      scan(plain, one),
      use(merged, two),
      scan(merged, two),
      scan(merged, late, { at: '2026-05-01T18:01:00Z', overtaken: true }),
    );
    expect(findings).toEqual([]);
  });

  it('reports a used ticket whose scan is missing or was elsewhere', async () => {
    const [missing, elsewhere] = [await confirmedTicket(), await confirmedTicket()];
    const scanId = randomUUID();
    const findings = await breaking(
      use(missing, randomUUID()),
      use(elsewhere, scanId, 'B'),
      scan(elsewhere, scanId),
    );
    expectFindings(
      findings,
      ['used-tickets-were-admitted-once', missing],
      ['used-tickets-were-admitted-once', elsewhere],
    );
  });

  it('reports an admitted scan that did not use its ticket', async () => {
    const scanId = randomUUID();
    const findings = await breaking(scan(await confirmedTicket(), scanId));
    expectFindings(findings, ['admitted-scans-used-their-ticket', scanId]);
  });

  it('reports a scan that gave its place to a later one', async () => {
    const ticketId = await confirmedTicket();
    const [first, overtaken] = [randomUUID(), randomUUID()];
    const findings = await breaking(
      use(ticketId, first),
      scan(ticketId, first),
      scan(ticketId, overtaken, { at: '2026-05-01T17:59:00Z', overtaken: true }),
    );
    expectFindings(findings, ['overtaken-scans-are-later', overtaken]);
  });

  it('has a reported violation for each check of the gates', () => {
    expectReported(gateChecks);
  });
});
