import { buffer } from 'node:stream/consumers';
import type { TicketSheet } from '@concert-mania/core/tickets/ticket-sheet';
import { drawTicket, TICKET } from './draw-ticket.ts';
import { openPaper, type Paper, SOFT } from './paper.ts';
import { WORDS } from './words.ts';

const PAGE = { width: 595.28, height: 841.89 } as const;
const SIDE = (PAGE.width - TICKET.width) / 2;
const TOP = 66;
const GAP = 14;
const TICKETS_PER_PAGE = 3;

/** Writes the tickets of a reservation as a PDF, three on a page. */
export async function writeSheet(sheet: TicketSheet): Promise<Buffer> {
  const words = WORDS[sheet.locale];
  const paper = openPaper({ title: words.title(sheet.concertTitle), language: words.language });
  const written = buffer(paper.doc);
  const count = sheet.tickets.length;
  sheet.tickets.forEach((ticket, index) => {
    const row = index % TICKETS_PER_PAGE;
    if (row === 0) startPage(paper, sheet);
    const y = TOP + row * (TICKET.height + GAP);
    drawTicket(paper, sheet, { ...ticket, place: `${index + 1} / ${count}` }, { x: SIDE, y });
  });
  paper.doc.end();
  return written;
}

function startPage(paper: Paper, sheet: TicketSheet): void {
  const words = WORDS[sheet.locale];
  paper.doc.addPage();
  const half = { width: TICKET.width / 2, size: 9 };
  paper.write(words.brand, { x: SIDE, y: 32, width: half.width, size: 14, weight: 'bold', color: '#5a3fd8' });
  const right = { x: SIDE + half.width, width: half.width, align: 'right', color: SOFT } as const;
  paper.write(`${words.reservation} ${sheet.reservationId}`, { ...right, y: 37, size: 9, smallest: 7 });
  const foot = { x: SIDE, y: PAGE.height - 48, width: TICKET.width };
  paper.write(words.hint, { ...foot, size: 8.5, color: SOFT, align: 'center', lines: 2 });
}
