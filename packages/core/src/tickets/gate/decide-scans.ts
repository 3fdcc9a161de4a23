import type { AccountId, PerformanceId } from '../../shared/ids.ts';
import type { Ticket } from '../model.ts';
import type { CheckInView, ScannedCode } from './commands.ts';
import type { ScanMode, ScanTime } from './scan-time.ts';

/** The scan by which a ticket was used. */
export interface Admission {
  readonly scanId: string;
  readonly at: Date;
  readonly gate: string;
}

/** A ticket as its row has it, as far as the door needs it. */
export interface TicketAtGate extends Omit<Ticket, 'issuedAt'> {
  /** Null while it is not used. */
  readonly admission: Admission | null;
}

/** A scan of a code at a gate of a performance. */
export interface Scan extends ScanTime {
  readonly scanId: string;
  readonly performanceId: PerformanceId;
  readonly gate: string;
  /** Who scanned. */
  readonly accountId: AccountId;
  readonly mode: ScanMode;
  readonly code: ScannedCode | null;
}

/** A decided scan. Its answer never changes. */
export interface RecordedScan {
  readonly scanId: string;
  /** The ticket that the code named, whether or not it exists. */
  readonly ticketId: string | null;
  readonly answer: CheckInView;
}

/** A scan that was decided now. */
export interface NewScan extends RecordedScan {
  readonly scan: Scan;
}

/** The rows that scans are decided on. */
export interface GateState {
  /** By id: the tickets that the codes name. */
  readonly tickets: ReadonlyMap<string, TicketAtGate>;
  /** By scan id: scans decided before. */
  readonly scans: ReadonlyMap<string, RecordedScan>;
}

/** Answers in the order of the scans, and everything that they change. */
export interface DecidedScans {
  readonly answers: readonly CheckInView[];
  /** Tickets with another admission than before. */
  readonly admitted: readonly (TicketAtGate & { readonly admission: Admission })[];
  readonly recorded: readonly NewScan[];
  /** Admitted scans whose ticket now belongs to an earlier scan. */
  readonly overtaken: readonly string[];
}

/**
 * Decides scans one after another. The first scan of a ticket is admitted. A scan made without a
 * network is also admitted if it is earlier in time than the admitted one, and takes its place. A
 * scan that was decided before gets the same answer.
 */
export function decideScans(state: GateState, scans: readonly Scan[]): DecidedScans {
  const admitted = new Map<string, TicketAtGate & { readonly admission: Admission }>();
  const recorded = new Map<string, NewScan>();
  const overtaken: string[] = [];
  const answers = scans.map((scan): CheckInView => {
    const ticketId = scan.code?.ticketId ?? null;
    const known = recorded.get(scan.scanId) ?? state.scans.get(scan.scanId);
    // A scan id that belongs to another ticket says nothing about this one.
    if (known) return known.ticketId === ticketId ? known.answer : answerTo(scan, { result: 'unknown' });
    const ticket = ticketId === null ? undefined : (admitted.get(ticketId) ?? state.tickets.get(ticketId));
    const answer = decideScan(ticket, scan);
    recorded.set(scan.scanId, { scanId: scan.scanId, ticketId, answer, scan });
    if (ticket && answer.result === 'admitted') {
      if (ticket.admission) overtaken.push(ticket.admission.scanId);
      const { scanId, at, gate } = scan;
      admitted.set(ticket.id, { ...ticket, status: 'used', admission: { scanId, at, gate } });
    }
    return answer;
  });
  return { answers, admitted: [...admitted.values()], recorded: [...recorded.values()], overtaken };
}

function decideScan(ticket: TicketAtGate | undefined, scan: Scan): CheckInView {
  const { code } = scan;
  if (!ticket || !code) return answerTo(scan, { result: 'unknown' });
  if (ticket.performanceId !== scan.performanceId)
    return answerTo(scan, { result: 'wrong_performance', ticket });
  // A move, a cancellation or a new issue raises the version: older codes are void.
  if (ticket.status === 'void' || ticket.version !== code.version)
    return answerTo(scan, { result: 'void', ticket });
  if (ticket.seatNumber !== code.seatNumber || ticket.performanceId !== code.performanceId)
    return answerTo(scan, { result: 'unknown' });
  const { admission } = ticket;
  if (admission === null) return answerTo(scan, { result: 'admitted', ticket });
  return scan.mode === 'offline' && scan.at < admission.at
    ? answerTo(scan, { result: 'admitted', ticket, overtaken: admission })
    : answerTo(scan, { result: 'already_used', ticket, first: admission });
}

interface Verdict {
  readonly result: CheckInView['result'];
  readonly ticket?: TicketAtGate;
  readonly first?: Admission;
  readonly overtaken?: Admission;
}

const answerTo = (scan: Scan, { result, ticket, first, overtaken }: Verdict): CheckInView => ({
  scanId: scan.scanId,
  result,
  ticket: ticket
    ? {
        id: ticket.id,
        reservationId: ticket.reservationId,
        performanceId: ticket.performanceId,
        seatNumber: ticket.seatNumber,
      }
    : null,
  first: first ? viewAdmission(first) : null,
  overtaken: overtaken ? viewAdmission(overtaken) : null,
  at: scan.at.toISOString(),
  clamped: scan.clamped,
});

const viewAdmission = ({ at, gate }: Admission) => ({ at: at.toISOString(), gate });
