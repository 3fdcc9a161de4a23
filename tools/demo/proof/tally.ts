import type { Place } from '@concert-mania/client/waiting-room';
import type { CommandEnd, HeldSeats, HoldEnd } from '../fans/fan-client.ts';

/** How the evening ended for a fan. */
export type FanEnd =
  | 'has tickets'
  | 'found no seats'
  | 'let the hold expire'
  | 'was declined'
  | 'released the seats'
  | 'cancelled the tickets'
  | 'left the queue'
  | 'was cut off'
  | 'met a fault';

export type CommandKind = 'hold' | 'payment' | 'top-up' | 'cancellation';

const bump = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);

/** Counts the events of the fans for the display, the report and the checks. */
export class Tally {
  arrived = 0;
  admitted = 0;
  /** Reservations held at some time. */
  held = 0;
  /** Seats that fans hold unpaid now. */
  seatsHeld = 0;
  seatsSold = 0;
  expired = 0;
  /** Why holds were refused, and how often. */
  readonly refusals = new Map<string, number>();
  readonly ends = new Map<FanEnd, number>();
  /** Faults that fans met, and how often. */
  readonly faults = new Map<string, number>();
  /** How often requests were sent again, by cause: a status or `network`. */
  readonly repeats = new Map<string, number>();
  /** Milliseconds from request to outcome of every command that was decided. */
  readonly tookMs: Record<CommandKind, number[]> = { hold: [], payment: [], 'top-up': [], cancellation: [] };
  /** When each successful hold was known, on the clock of this process. */
  readonly heldAtMs: number[] = [];
  /** The last reported status of each accepted command. */
  readonly reports = new Map<string, 'accepted' | 'succeeded' | 'rejected' | 'failed'>();
  /** The status of each reservation as its fan knows it. */
  readonly reservations = new Map<string, string>();

  /**
   * Tokens of those who came before the opening, with the sequence that the draw gave them, once it
   * did.
   */
  readonly drawn = new Map<string, number | null>();

  get finished(): number {
    return [...this.ends.values()].reduce((sum, count) => sum + count, 0);
  }

  ended(end: FanEnd): void {
    bump(this.ends, end);
  }

  /** Counts faults without the ids in them, so that equal ones are counted together. */
  faulted(reason: string): void {
    bump(this.faults, reason.replaceAll(/\b[a-z]{3}_[0-9a-z]+/g, '…'));
  }

  repeated(cause: string): void {
    bump(this.repeats, cause);
  }

  queued({ token, status, sequence }: Place): void {
    if (status === 'pre_open') this.drawn.set(token, null);
    else if (this.drawn.get(token) === null) this.drawn.set(token, sequence);
  }

  accepted(jobId: string): void {
    this.reports.set(jobId, 'accepted');
  }

  decided(kind: CommandKind, end: CommandEnd): void {
    if (end.status === 'refused' || end.jobId === null) return;
    this.reports.set(end.jobId, end.status);
    this.tookMs[kind].push(end.tookMs);
  }

  holdAnswered(end: HoldEnd, nowMs: number): void {
    this.decided('hold', end);
    if (end.status !== 'succeeded' || end.reservation === null) {
      bump(this.refusals, end.code ?? 'no_code');
      return;
    }
    this.held += 1;
    this.seatsHeld += end.reservation.seats.length;
    this.heldAtMs.push(nowMs);
    this.reservations.set(end.reservation.id, end.reservation.status);
  }

  /** A hold has ended; its fan knows how. */
  holdEnded(held: HeldSeats, status: string): void {
    this.seatsHeld -= held.seats.length;
    this.reservations.set(held.id, status);
    if (status === 'confirmed') this.seatsSold += held.seats.length;
    if (status === 'expired') this.expired += 1;
  }

  /** Something went wrong, and the fan does not know what became of the seats. */
  holdLost(held: HeldSeats): void {
    this.reservations.delete(held.id);
  }

  ticketsCancelled(held: HeldSeats): void {
    this.seatsSold -= held.seats.length;
    this.reservations.set(held.id, 'cancelled');
  }
}
