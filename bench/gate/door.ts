import { randomBytes } from 'node:crypto';
import { encodeTicketCode } from '@concert-mania/core/tickets/ticket-code';
import { makeTicketKeys } from '@concert-mania/runtime/ticket-keys';
import { makeAccount, makeSale } from '@concert-mania/testkit/data/builders';
import { analyzeTables, checkpoint } from '@concert-mania/testkit/data/load-data';
import type { LoadShape } from '../generator/load.ts';
import { type Measured, runGenerator } from '../generator/run-generator.ts';
import { mintTokens } from '../measuring/mint-tokens.ts';
import type { Bench } from '../measuring/stack.ts';
import type { GateSettings } from './settings.ts';

/** The secret of the keys that sign codes, for the system that is measured. */
export const SIGNING_SECRET = randomBytes(32).toString('base64url');

/** A sold-out performance whose tickets are scanned. */
export interface Door {
  /** Scans each ticket once, at the gates in turn. Throws if other tickets are used afterwards. */
  measure(shape: LoadShape): Promise<Measured>;
}

export async function prepareDoor(bench: Bench, settings: GateSettings): Promise<Door> {
  const { db, stack } = bench;
  const { tickets, gates, connections, warmupMs, measureMs } = settings;
  const { performanceId } = await makeSale(db, { seats: tickets });
  await db.query(
    `insert into tickets (id, reservation_id, performance_id, seat_number)
     select 'tkt_bench' || seat, 'res_bench' || seat, $1, seat from generate_series(1, $2::int) as seat`,
    [performanceId, tickets],
  );
  const { signer } = makeTicketKeys([SIGNING_SECRET]);
  const codes = Array.from({ length: tickets }, (_, index) => {
    const ticket = { ticketId: `tkt_bench${index + 1}`, performanceId, seatNumber: index + 1, version: 1 };
    return encodeTicketCode(ticket, signer);
  });
  const stewards = await Promise.all(gates.map(() => makeAccount(db, { role: 'steward' })));
  const tokens = mintTokens(bench.jwtSecret, stewards, 'steward');
  return {
    measure: async (shape) => {
      await db.query(
        `update tickets set status = 'valid', used_at = null, used_gate = null, used_scan_id = null`,
      );
      await db.query('truncate check_ins');
      await analyzeTables(db);
      await checkpoint(db);
      const watcher = await followCounts(
        `${stack.apiUrls[0]}/v1/gate/performances/${performanceId}`,
        tokens[0],
      );
      const measured = await runGenerator(
        {
          urls: stack.apiUrls,
          tokens,
          protocol: { kind: 'scan', performance: performanceId, gates, codes },
          shape,
          connections: shape.kind === 'open' ? connections * 4 : connections,
          journeys: tickets,
          warmupMs,
          measureMs,
        },
        bench.watched(),
      ).finally(watcher.stop);
      const [row] = await db.query<{ used: number }>(
        `select count(*)::int as used from tickets where status = 'used'`,
      );
      if (row?.used === measured.succeededInAll) return measured;
      throw new Error(`${measured.succeededInAll} scans were admitted, ${row?.used} tickets are used`);
    },
  };
}

/** Somebody in the office follows the counts meanwhile. */
async function followCounts(performance: string, token = ''): Promise<{ readonly stop: () => void }> {
  const leaving = new AbortController();
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${performance}/counts/events`, { headers, signal: leaving.signal });
  if (answer.status !== 200) throw new Error(`the stream of counts answered ${answer.status}`);
  // Read to its end, which is an error when it is left.
  void answer.text().catch(() => undefined);
  return { stop: () => leaving.abort() };
}
