import { signSheet, type UnsignedSheet } from '@concert-mania/core/tickets/ticket-sheet';
import type { Context } from 'hono';
import { addHeader } from '../../http/carried-headers.ts';
import type { SignedInEnv } from '../../http/env.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import type { ApiDeps } from '../../ports.ts';
import { fileNameHeader } from './ports.ts';

const PDF = 'application/pdf';

export const ticketsPdfResponses = {
  200: {
    description: 'A card for each ticket that is not void, three on a page',
    content: { [PDF]: { schema: { type: 'string' as const, format: 'binary', example: '%PDF-1.3 …' } } },
    headers: fileNameHeader,
  },
  ...problems('ticket_not_found', 429, 'busy'),
};

/** Answers with the PDF in the language of `Accept-Language`, else in that of the account. */
export async function answerTicketsPdf(
  c: Context<SignedInEnv>,
  deps: Pick<ApiDeps, 'ticketFiles' | 'ticketKeys'>,
  sheet: UnsignedSheet,
) {
  if (sheet.tickets.length === 0) return problem(c, 'ticket_not_found');
  const locale = c.req.header('accept-language') === undefined ? sheet.locale : c.var.locale;
  const pdf = await deps.ticketFiles.pdfs.write(signSheet({ ...sheet, locale }, deps.ticketKeys.signer));
  if (pdf === null) return problem(c, 'busy');
  addHeader(c, 'cache-control', 'no-store');
  const headers = {
    'content-type': PDF,
    'content-disposition': `inline; filename="tickets-${sheet.reservationId}.pdf"`,
  };
  return c.body(Buffer.concat(pdf), 200, headers);
}
