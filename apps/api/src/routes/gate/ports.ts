import type { GatePerformances, GateReader } from '@concert-mania/core/tickets/gate/ports';
import type { TicketClaims } from '@concert-mania/core/tickets/ticket-code';
import type { TicketKeys } from '@concert-mania/runtime/ticket-keys';
import type { BodyShelf } from '../../http/shared-bodies/body-shelf.ts';

/** The ports of the gate's routes. */
export interface GateDeps {
  readonly performances: GatePerformances;
  /** Answers at most a second old, shared by all who ask. */
  readonly reader: GateReader;
  /** The claims of a code; null without a good signature of one of the keys. */
  readonly verifyCode: (code: string) => Promise<TicketClaims | null>;
  /** The keys that sign codes. */
  readonly keySet: TicketKeys['keySet'];
  /** Serialised snapshots. */
  readonly bodies: BodyShelf;
}
