import { TICKET_STATUSES } from '@concert-mania/core/tickets/model';
import type { TicketDetail } from '@concert-mania/core/tickets/ports';
import { encodeTicketCode, type TicketSigner } from '@concert-mania/core/tickets/ticket-code';
import { z } from '@hono/zod-openapi';
import { instant } from '../http/schema.ts';

export const ticketSchema = z
  .object({
    id: z.string(),
    reservationId: z.string(),
    performanceId: z.string(),
    seatNumber: z.int().min(1),
    label: z.string(),
    grade: z.string(),
    status: z.enum(TICKET_STATUSES).openapi('TicketStatus'),
    code: z.string().openapi({ description: 'The text of the QR code' }),
    issuedAt: instant,
  })
  .openapi('Ticket');

/** The text of the ticket's QR code, signed by the current key. */
export const codeOf = ({ ticket }: TicketDetail, signer: TicketSigner): string =>
  encodeTicketCode({ ...ticket, ticketId: ticket.id }, signer);

/** A ticket as its owner sees it. */
export function presentTicket(detail: TicketDetail, signer: TicketSigner): z.infer<typeof ticketSchema> {
  const { id, reservationId, performanceId, seatNumber, status, issuedAt } = detail.ticket;
  return {
    id,
    reservationId,
    performanceId,
    seatNumber,
    label: detail.label,
    grade: detail.grade,
    status,
    code: codeOf(detail, signer),
    issuedAt: issuedAt.toISOString(),
  };
}
