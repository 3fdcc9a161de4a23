import { makeResendTickets } from '@concert-mania/db/tickets/resend-tickets';
import { makeSheetReader } from '@concert-mania/db/tickets/sheet-reader';
import { makeTicketReader } from '@concert-mania/db/tickets/ticket-store';
import { makeTicketPdfs } from '@concert-mania/documents/ticket-pdfs';
import { makeTicketKeys } from '@concert-mania/runtime/ticket-keys';
import type { ApiSettings } from '../config.ts';
import type { BodyShelf } from '../http/shared-bodies/body-shelf.ts';
import { openGate } from './open-gate.ts';
import type { Servers } from './open-servers.ts';

/** Beyond these requests, `tickets.pdf` answers `busy`. */
const WAITING_PDFS = 20;

export function ticketPorts(config: ApiSettings, servers: Servers, bodies: BodyShelf) {
  const ticketKeys = makeTicketKeys(config.TICKET_SIGNING_KEYS);
  return {
    tickets: makeTicketReader(servers.db),
    ticketKeys,
    ticketFiles: {
      sheets: makeSheetReader(servers.db),
      pdfs: makeTicketPdfs({ mostWaiting: WAITING_PDFS, loadNow: true }),
      resend: makeResendTickets(servers.db),
      webUrl: config.PUBLIC_WEB_URL ?? config.PUBLIC_URL,
    },
    gate: openGate(servers, ticketKeys, bodies),
  };
}
