import type { ResendTickets } from '@concert-mania/core/tickets/resend-tickets';
import type { SheetReader } from '@concert-mania/core/tickets/ticket-sheet';
import type { TicketPdfs } from '@concert-mania/documents/ticket-pdfs';

/** The header with a file's name, for `createRoute({ responses })`. */
export const fileNameHeader = {
  'Content-Disposition': { required: true, schema: { type: 'string' as const } },
};

/** The dependencies of the routes that answer with files, and of those that mail them. */
export interface TicketFileDeps {
  readonly sheets: SheetReader;
  readonly pdfs: Pick<TicketPdfs, 'write'>;
  readonly resend: ResendTickets;
  /** The storefront's address, for links in files. */
  readonly webUrl: string | undefined;
}
