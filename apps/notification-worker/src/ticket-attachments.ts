import type { Attachment, MakeAttachments } from '@concert-mania/core/notifications/ports';
import type { TicketSigner } from '@concert-mania/core/tickets/ticket-code';
import { type SheetReader, signSheet } from '@concert-mania/core/tickets/ticket-sheet';
import { eventCalendar } from '@concert-mania/documents/event-calendar';
import type { TicketPdfs } from '@concert-mania/documents/ticket-pdfs';

export interface TicketAttachmentPorts {
  readonly sheets: Pick<SheetReader, 'find'>;
  readonly signer: TicketSigner;
  readonly pdfs: Pick<TicketPdfs, 'write'>;
  /** The storefront's address. */
  readonly publicUrl: string;
}

/**
 * Makes the PDF of a reservation's tickets and its calendar file. Leaves out the name at an
 * unverified address, as the mail does.
 */
export const makeTicketAttachments =
  ({ sheets, signer, pdfs, publicUrl }: TicketAttachmentPorts): MakeAttachments =>
  async ({ reservationId, locale, verified }) => {
    const sheet = await sheets.find(reservationId);
    if (sheet === null || sheet.tickets.length === 0) return [];
    const holder = verified ? sheet.holder : '';
    const pdf = await pdfs.write(signSheet({ ...sheet, locale, holder }, signer));
    if (pdf === null) throw new Error(`the PDF of ${reservationId} was not written: too many others wait`);
    const page = new URL(`concerts/${sheet.concertId}`, `${publicUrl.replace(/\/$/, '')}/`).href;
    return [
      { filename: `tickets-${reservationId}.pdf`, contentType: 'application/pdf', content: pdf },
      calendarFile(eventCalendar(sheet, page, new Date())),
    ];
  };

const calendarFile = (text: string): Attachment => ({
  filename: 'concert.ics',
  contentType: 'text/calendar; charset=utf-8; method=PUBLISH',
  content: [Buffer.from(text)],
});
