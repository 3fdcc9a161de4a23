import type { CheckInView } from '@concert-mania/core/tickets/gate/commands';
import type {
  DecidedScans,
  RecordedScan,
  Scan,
  TicketAtGate,
} from '@concert-mania/core/tickets/gate/decide-scans';
import { jsonArray, textArray, timestampArray } from '../../connection/binary-arrays.ts';
import { prepared, type Queryable } from '../../connection/database.ts';
import { PartNotWritten } from '../../connection/part-not-written.ts';
import type { WritePart } from '../../connection/write-together.ts';

interface TicketRow {
  id: string;
  reservation_id: string;
  performance_id: string;
  seat_number: number;
  version: number;
  status: TicketAtGate['status'];
  used_at: Date | null;
  used_gate: string | null;
  used_scan_id: string | null;
}

/** Locks the tickets that the codes name, in the order of their ids, and reads them. */
export async function lockTickets(
  tx: Queryable,
  scans: readonly Scan[],
): Promise<ReadonlyMap<string, TicketAtGate>> {
  const ids = new Set(scans.flatMap(({ code }) => (code ? [code.ticketId] : [])));
  const rows = await tx.query<TicketRow>(
    prepared(`select id, reservation_id, performance_id, seat_number, version, status, used_at, used_gate, used_scan_id
     from tickets where id = any($1::text[]) order by id for update`),
    [textArray([...ids])],
  );
  return new Map(rows.map((row) => [row.id, toTicket(row)]));
}

const toTicket = (row: TicketRow): TicketAtGate => ({
  id: row.id,
  reservationId: row.reservation_id,
  performanceId: row.performance_id,
  seatNumber: row.seat_number,
  version: row.version,
  status: row.status,
  admission:
    row.used_at && row.used_gate !== null && row.used_scan_id !== null
      ? { at: row.used_at, gate: row.used_gate, scanId: row.used_scan_id }
      : null,
});

/** The recorded scans with these ids. */
export async function findScans(
  tx: Queryable,
  scans: readonly Scan[],
): Promise<ReadonlyMap<string, RecordedScan>> {
  const rows = await tx.query<{ scan_id: string; ticket_id: string | null; answer: CheckInView }>(
    prepared('select scan_id, ticket_id, answer from check_ins where scan_id = any($1::text[]::uuid[])'),
    [textArray(scans.map(({ scanId }) => scanId))],
  );
  return new Map(
    rows.map(({ scan_id, ticket_id, answer }) => [scan_id, { scanId: scan_id, ticketId: ticket_id, answer }]),
  );
}

/**
 * Marks recorded scans whose place an earlier scan takes. It comes before `scansPart`, because a
 * ticket has only one admitted scan at a time (unique index).
 */
export async function freeOvertaken(tx: Queryable, { overtaken, recorded }: DecidedScans): Promise<void> {
  const own = new Set(recorded.map(({ scanId }) => scanId));
  const before = overtaken.filter((scanId) => !own.has(scanId));
  if (before.length === 0) return;
  const values = [textArray(before)];
  const { length } = await tx.query(
    prepared(`update check_ins set overtaken = true
     where scan_id = any($1::text[]::uuid[]) and result = 'admitted' and not overtaken returning 1`),
    values,
  );
  if (length === before.length) return;
  throw new PartNotWritten({ name: 'overtaken scans', values, rows: before.length }, length);
}

/** The admitted tickets. None if there are none. */
export function admissionsPart({ admitted }: DecidedScans): readonly WritePart[] {
  if (admitted.length === 0) return [];
  return [
    {
      name: 'admissions',
      sql: `update tickets t set status = 'used', used_at = n.at, used_gate = n.gate, used_scan_id = n.scan_id::uuid,
         changed_at = now()
       from unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[]) as n (id, at, gate, scan_id)
       where t.id = n.id and t.status <> 'void' returning 1`,
      values: [
        textArray(admitted.map(({ id }) => id)),
        timestampArray(admitted.map(({ admission }) => admission.at)),
        textArray(admitted.map(({ admission }) => admission.gate)),
        textArray(admitted.map(({ admission }) => admission.scanId)),
      ],
      rows: admitted.length,
    },
  ];
}

/** The decided scans. None if all were decided before. */
export function scansPart({ recorded, overtaken }: DecidedScans): readonly WritePart[] {
  if (recorded.length === 0) return [];
  const gone = new Set(overtaken);
  return [
    {
      name: 'scans',
      sql: `insert into check_ins
         (scan_id, performance_id, ticket_id, gate, scanned_at, result, offline, overtaken, account_id, answer)
       select scan_id::uuid, performance_id, nullif(ticket_id, ''), gate, scanned_at, answer ->> 'result', mode = 'offline',
         overtaken = 'overtaken', account_id, answer
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::text[], $8::text[],
         $9::json[]) as n (scan_id, performance_id, ticket_id, gate, scanned_at, mode, overtaken, account_id, answer)
       returning 1`,
      values: [
        textArray(recorded.map(({ scanId }) => scanId)),
        textArray(recorded.map(({ scan }) => scan.performanceId)),
        textArray(recorded.map(({ ticketId }) => ticketId ?? '')),
        textArray(recorded.map(({ scan }) => scan.gate)),
        timestampArray(recorded.map(({ scan }) => scan.at)),
        textArray(recorded.map(({ scan }) => scan.mode)),
        textArray(recorded.map(({ scanId }) => (gone.has(scanId) ? 'overtaken' : ''))),
        textArray(recorded.map(({ scan }) => scan.accountId)),
        jsonArray(recorded.map(({ answer }) => JSON.stringify(answer))),
      ],
      rows: recorded.length,
    },
  ];
}
