import { makeTicketReader } from '@concert-mania/db/tickets/ticket-store';
import { makeTicketKeys } from '@concert-mania/runtime/ticket-keys';
import type { ApiSettings } from '../config.ts';
import type { BodyShelf } from '../http/shared-bodies/body-shelf.ts';
import { openGate } from './open-gate.ts';
import type { Servers } from './open-servers.ts';

export function ticketPorts(config: ApiSettings, servers: Servers, bodies: BodyShelf) {
  const ticketKeys = makeTicketKeys(config.TICKET_SIGNING_KEYS);
  return {
    tickets: makeTicketReader(servers.db),
    ticketKeys,
    gate: openGate(servers, ticketKeys, bodies),
  };
}
