import type { AppName } from '@concert-mania/local-stack/stack-plan';

export type Server = 'postgres' | 'redis';
/** A server that processes reach through a proxy. */
export type Peer = Server | 'gateway' | 'smtp';

/** A fault. Durations say how long it lasts. */
export type Fault =
  | SingleFault
  /** Two faults at the same time. */
  | { readonly kind: 'both'; readonly faults: readonly [SingleFault, SingleFault] };

/** The connections between a peer and one process, or every process (null). */
export interface Connections {
  readonly peer: Peer;
  readonly process: string | null;
}

interface Lasting {
  readonly forMs: number;
}

export type SingleFault =
  /** SIGKILL, and a restart after a while. */
  | (Lasting & { readonly kind: 'kill'; readonly process: string })
  /** SIGSTOP, then SIGCONT. */
  | (Lasting & { readonly kind: 'freeze'; readonly process: string })
  /** Restarts every replica of a kind (SIGTERM), one after another. */
  | { readonly kind: 'roll'; readonly app: AppName }
  | { readonly kind: 'kill-server'; readonly server: Server }
  | (Lasting & { readonly kind: 'freeze-server'; readonly server: Server })
  /** Open connections go silent for good; new ones work. */
  | (Connections & { readonly kind: 'silence' })
  /** Open and new connections are silent. */
  | (Connections & Lasting & { readonly kind: 'black-hole' })
  | (Connections & Lasting & { readonly kind: 'refuse' })
  | (Connections & { readonly kind: 'cut' })
  | (Connections & Lasting & { readonly kind: 'delay'; readonly delayMs: number })
  /** PostgreSQL refuses writes. */
  | (Lasting & { readonly kind: 'read-only' })
  /** PostgreSQL ends every session. */
  | { readonly kind: 'end-sessions' }
  /** Another session locks a table. */
  | (Lasting & { readonly kind: 'lock-table'; readonly table: string });

/** How long a fault lasts; 0 for one that is over at once. */
export function durationOf(fault: Fault): number {
  if (fault.kind === 'both') return Math.max(...fault.faults.map(durationOf));
  return 'forMs' in fault ? fault.forMs : 0;
}

/**
 * Faults that leave nothing to repair: recovery counts from their beginning. Others stop the system
 * while they last, so recovery counts from their end.
 */
const STRIKES: ReadonlySet<Fault['kind']> = new Set([
  'kill',
  'roll',
  'kill-server',
  'silence',
  'cut',
  'end-sessions',
]);

/** Whether recovery counts from the beginning of the fault. */
export function strikes(fault: Fault): boolean {
  if (fault.kind === 'both') return fault.faults.every(strikes);
  return STRIKES.has(fault.kind) && !(fault.kind === 'kill' && fault.process === 'mock-pg');
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
const whose = (process: string | null) => process ?? 'every process';

/** Describes a fault. */
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
