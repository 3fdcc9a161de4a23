import type { AppName } from '@concert-mania/services/stack-plan';

export type Server = 'postgres' | 'redis';
/** What processes talk to over a connection that can be disturbed. */
export type Peer = Server | 'gateway' | 'smtp';

/** Something that goes wrong. Durations are how long it lasts. */
export type Fault =
  | SingleFault
  /** Two strike at the same time. */
  | { readonly kind: 'both'; readonly faults: readonly [SingleFault, SingleFault] };

export type SingleFault =
  /** SIGKILL; started again after a while. */
  | { readonly kind: 'kill'; readonly process: string; readonly forMs: number }
  /** SIGSTOP, then SIGCONT. */
  | { readonly kind: 'freeze'; readonly process: string; readonly forMs: number }
  /** Every replica of a kind is asked to stop (SIGTERM) and started again, one after another. */
  | { readonly kind: 'roll'; readonly app: AppName }
  | { readonly kind: 'kill-server'; readonly server: Server }
  | { readonly kind: 'freeze-server'; readonly server: Server; readonly forMs: number }
  /** Standing connections go silent for good; new ones pass. */
  | { readonly kind: 'silence'; readonly peer: Peer; readonly process: string | null }
  /** Standing and new connections are silent. */
  | {
      readonly kind: 'black-hole';
      readonly peer: Peer;
      readonly process: string | null;
      readonly forMs: number;
    }
  | { readonly kind: 'refuse'; readonly peer: Peer; readonly process: string | null; readonly forMs: number }
  | { readonly kind: 'cut'; readonly peer: Peer; readonly process: string | null }
  | {
      readonly kind: 'delay';
      readonly peer: Peer;
      readonly process: string | null;
      readonly delayMs: number;
      readonly forMs: number;
    }
  /** PostgreSQL takes no writes. */
  | { readonly kind: 'read-only'; readonly forMs: number }
  /** PostgreSQL ends every session, as an administrator can. */
  | { readonly kind: 'end-sessions' }
  /** Somebody holds a table locked. */
  | { readonly kind: 'lock-table'; readonly table: string; readonly forMs: number };

export type FaultKind = Fault['kind'];

/** How long a fault lasts; 0 for one that is over at once. */
export function durationOf(fault: Fault): number {
  if (fault.kind === 'both') return Math.max(...fault.faults.map(durationOf));
  return 'forMs' in fault ? fault.forMs : 0;
}

/**
 * Faults that leave nothing to mend: recovery counts from the moment they strike. Others stop the system while they
 * last, so recovery counts from their end.
 */
const STRIKES: ReadonlySet<FaultKind> = new Set([
  'kill',
  'roll',
  'kill-server',
  'silence',
  'cut',
  'end-sessions',
]);

/** Whether recovery counts from the moment at which the fault struck. */
export function strikes(fault: Fault): boolean {
  if (fault.kind === 'both') return fault.faults.every(strikes);
  return STRIKES.has(fault.kind) && !(fault.kind === 'kill' && fault.process === 'mock-pg');
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
const whose = (process: string | null) => process ?? 'every process';

/** A fault in words. */
export function describeFault(fault: Fault): string {
  switch (fault.kind) {
    case 'both':
      return fault.faults.map(describeFault).join(', and at the same time ');
    case 'kill':
      return `kill ${fault.process}, start it again after ${seconds(fault.forMs)}`;
    case 'freeze':
      return `freeze ${fault.process} for ${seconds(fault.forMs)}`;
    case 'roll':
      return `restart every ${fault.app}, one after another`;
    case 'kill-server':
      return `kill ${fault.server}`;
    case 'freeze-server':
      return `freeze ${fault.server} for ${seconds(fault.forMs)}`;
    case 'silence':
      return `silence the connections of ${whose(fault.process)} to ${fault.peer}`;
    case 'black-hole':
      return `silence all that ${whose(fault.process)} says to ${fault.peer} for ${seconds(fault.forMs)}`;
    case 'refuse':
      return `refuse ${whose(fault.process)} at ${fault.peer} for ${seconds(fault.forMs)}`;
    case 'cut':
      return `cut the connections of ${whose(fault.process)} to ${fault.peer}`;
    case 'delay':
      return `delay ${whose(fault.process)} and ${fault.peer} by ${fault.delayMs} ms for ${seconds(fault.forMs)}`;
    case 'read-only':
      return `postgres takes no writes for ${seconds(fault.forMs)}`;
    case 'end-sessions':
      return 'postgres ends every session';
    case 'lock-table':
      return `lock the table ${fault.table} for ${seconds(fault.forMs)}`;
    default:
      return fault satisfies never;
  }
}
