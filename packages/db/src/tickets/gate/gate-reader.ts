import type { TicketId } from '@concert-mania/core/shared/ids';
import {
  type GateCounts,
  type GateReader,
  type GateSnapshot,
  MAX_COUNTED_MINUTES,
} from '@concert-mania/core/tickets/gate/ports';
import type { TicketStatus } from '@concert-mania/core/tickets/model';
import type { Queryable } from '../../connection/database.ts';

interface GroupRow {
  status: TicketStatus;
  used_gate: string | null;
  minute: Date | null;
  tickets: number;
  versions: number;
  overtaken: number;
}

/** Grows with every change of a ticket, because a used one that is voided gets a new version. */
const changesOf = (versions: number, used: number): number => 2 * versions + used;

const COUNTS = `
  select status, used_gate, date_trunc('minute', used_at) as minute, count(*)::int as tickets,
    sum(version)::bigint as versions,
    (select count(*)::int from check_ins where performance_id = $1 and overtaken) as overtaken
  from tickets where performance_id = $1 group by status, used_gate, minute`;

/**
 * Counts and lists the tickets of a performance. Both read each of its tickets: share an answer
 * between readers for a while.
 */
export const makeGateReader = (db: Queryable): GateReader => ({
  counts: async (performanceId) => countsOf(await db.query<GroupRow>(COUNTS, [performanceId])),
  snapshot: async (performanceId): Promise<GateSnapshot> => {
    const rows = await db.query<{ id: TicketId; version: number; status: TicketStatus }>(
      'select id, version, status from tickets where performance_id = $1 order by id',
      [performanceId],
    );
    const version = rows.reduce((sum, row) => sum + changesOf(row.version, row.status === 'used' ? 1 : 0), 0);
    return { version, tickets: rows.map((row) => [row.id, row.version, row.status]) };
  },
});

function countsOf(rows: readonly GroupRow[]): GateCounts {
  const gates = new Map<string, number>();
  const minutes = new Map<number, number>();
  const of = { valid: 0, used: 0, void: 0 };
  let version = 0;
  for (const { status, used_gate: gate, minute, tickets, versions } of rows) {
    of[status] += tickets;
    version += changesOf(versions, status === 'used' ? tickets : 0);
    if (status !== 'used') continue;
    if (gate !== null) gates.set(gate, (gates.get(gate) ?? 0) + tickets);
    if (minute !== null) minutes.set(minute.getTime(), (minutes.get(minute.getTime()) ?? 0) + tickets);
  }
  return {
    version,
    issued: of.valid + of.used + of.void,
    admitted: of.used,
    void: of.void,
    overtaken: rows[0]?.overtaken ?? 0,
    byGate: [...gates]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([gate, admitted]) => ({ gate, admitted })),
    perMinute: [...minutes]
      .sort(([one], [other]) => one - other)
      .slice(-MAX_COUNTED_MINUTES)
      .map(([minute, admitted]) => ({ minute: new Date(minute), admitted })),
  };
}
