import { randomBytes, randomUUID } from 'node:crypto';
import { encodeTicketCode } from '@concert-mania/core/tickets/ticket-code';
import { makeTicketKeys } from '@concert-mania/runtime/ticket-keys';
import { makeAccount, makeSale } from '@concert-mania/testkit/data/builders';
import { analyzeTables, checkpoint } from '@concert-mania/testkit/data/load-data';
import type { LoadShape } from './generator/load.ts';
import { type Measured, runGenerator } from './generator/run-generator.ts';
import { mintTokens } from './measuring/mint-tokens.ts';
import { inTurns, mostElsewhere } from './measuring/quiet.ts';
import { type Bench, only, withBench } from './measuring/stack.ts';
import { measureYardsticks } from './measuring/yardsticks.ts';
import { figureOf, loadSections, turnsLine } from './report/series.ts';
import { whole } from './report/tables.ts';
import type { Scenario } from './scenario.ts';

const FULL = {
  tickets: 40_000,
  gates: ['A', 'B'],
  /** Scans per second of the fixed load. */
  scansPerSecond: 1_000,
  repetitions: 5,
  warmupMs: 1_500,
  measureMs: 5_000,
  connections: 64,
};

/** The secret of the keys that sign codes. */
const SIGNING_SECRET = randomBytes(32).toString('base64url');

/** Scans at two gates: at a fixed rate, and as many as the system takes. */
export const gate: Scenario<typeof FULL> = {
  title: 'The door',
  full: FULL,
  quick: { repetitions: 1, warmupMs: 700, measureMs: 2_000 },
  run: ({ settings, ...context }) => {
    const { tickets, gates, scansPerSecond: ratePerSecond, connections } = settings;
    const replicas = only({ api: 1, 'hold-worker': 1 });
    const environment = { TICKET_SIGNING_KEYS: SIGNING_SECRET };
    return withBench({ ...context, replicas, environment }, async (bench) => {
      const yardsticks = await measureYardsticks(bench, connections);
      const scan = await prepareDoor(bench, settings);
      const loads = {
        [`${whole(ratePerSecond)} scans/s due`]: () => scan({ kind: 'open', ratePerSecond }),
        'as many as it takes': () => scan({ kind: 'closed' }),
      };
      const series = await inTurns(loads, settings, context.log);
      const names = ['check-ins at two gates at a fixed rate', 'check-ins at two gates, as many as it takes'];
      return {
        machine: bench.machine,
        sections: [
          `## Scans at ${gates.length} gates`,
          `\`POST /v1/gate/check-ins\` with \`Prefer: wait\`, of ${whole(tickets)} tickets of one performance, each once; somebody follows the counts. Only admitted scans count, and as many tickets must be used afterwards. ${turnsLine(settings)} 1 API process, 1 hold-worker. Latency counts from the moment a scan was due to its committed answer (first row), or from its request (second row, ${connections} connections).`,
          ...loadSections(series, { unit: 'scans/s', each: 'scan', yardsticks }),
        ],
        figures: series.map((row, at) => [names[at] ?? row.name, figureOf('scans/s', row)] as const),
        coresElsewhere: mostElsewhere(series.flatMap(({ runs }) => runs)),
        results: { settings, yardsticks, series },
      };
    });
  },
};

/**
 * A sold-out performance. The returned function scans each ticket once, at the gates in turn, and
 * throws if other tickets are used afterwards.
 */
async function prepareDoor(
  { db, stack, jwtSecret, watched }: Bench,
  { tickets, gates, connections, warmupMs, measureMs }: typeof FULL,
): Promise<(shape: LoadShape) => Promise<Measured>> {
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
  const tokens = mintTokens(jwtSecret, stewards, 'steward');
  return async (shape) => {
    await db.query(
      `update tickets set status = 'valid', used_at = null, used_gate = null, used_scan_id = null`,
    );
    await db.query('truncate check_ins');
    await analyzeTables(db);
    await checkpoint(db);
    const leave = await followCounts(`${stack.apiUrls[0]}/v1/gate/performances/${performanceId}`, tokens[0]);
    const bodies = codes.map((code, index) =>
      JSON.stringify({ performanceId, gate: gates[index % gates.length], scanId: randomUUID(), code }),
    );
    const path = '/v1/gate/check-ins';
    const success = '"result":"admitted"';
    const measured = await runGenerator(
      {
        urls: stack.apiUrls,
        tokens,
        protocol: { kind: 'command', path, bodies, keyed: false, success },
        shape,
        connections: shape.kind === 'open' ? connections * 4 : connections,
        journeys: tickets,
        warmupMs,
        measureMs,
      },
      watched(),
    ).finally(leave);
    const [row] = await db.query<{ used: number }>(
      `select count(*)::int as used from tickets where status = 'used'`,
    );
    if (row?.used === measured.succeededInAll) return measured;
    throw new Error(`${measured.succeededInAll} scans were admitted, ${row?.used} tickets are used`);
  };
}

/** Somebody in the office follows the counts meanwhile. Returns how to end that. */
async function followCounts(performance: string, token = ''): Promise<() => void> {
  const leaving = new AbortController();
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${performance}/counts/events`, { headers, signal: leaving.signal });
  if (answer.status !== 200) throw new Error(`the stream of counts answered ${answer.status}`);
  // Read to its end, which is an error when it is left.
  void answer.text().catch(() => undefined);
  return () => leaving.abort();
}
