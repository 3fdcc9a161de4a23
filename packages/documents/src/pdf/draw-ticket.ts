import type { SheetTicket, TicketSheet } from '@concert-mania/core/tickets/ticket-sheet';
import { drawQr } from './draw-qr.ts';
import { type Paper, SOFT } from './paper.ts';
import { WORDS } from './words.ts';

export const TICKET = { width: 523, height: 226 } as const;

const ACCENT = '#5a3fd8';
const EDGE = '#c9c9d6';
const BAND = 7;
const PADDING = 20;
const STUB = 176;
const QR = 136;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** One ticket: the facts on the left, and the QR code on a stub behind a dotted line. */
export function drawTicket(
  paper: Paper,
  sheet: TicketSheet,
  ticket: SheetTicket & { readonly place: string },
  { x, y }: Place,
): void {
  const { doc } = paper;
  doc.save().roundedRect(x, y, TICKET.width, TICKET.height, 10).clip();
  doc.rect(x, y, TICKET.width, TICKET.height).fill('#ffffff');
  doc.rect(x, y, BAND, TICKET.height).fill(ACCENT);
  doc.restore();
  doc.roundedRect(x, y, TICKET.width, TICKET.height, 10).lineWidth(0.8).stroke(EDGE);
  const stub = x + TICKET.width - STUB;
  doc
    .moveTo(stub, y + 10)
    .lineTo(stub, y + TICKET.height - 10)
    .dash(3, { space: 3 })
    .stroke(EDGE)
    .undash();
  drawFacts(paper, sheet, ticket, { x: x + BAND + PADDING, y: y + 18 });
  drawStub(paper, sheet, ticket, { x: stub, y });
}

const FACTS_WIDTH = TICKET.width - STUB - BAND - 2 * PADDING;

function drawFacts(paper: Paper, sheet: TicketSheet, ticket: SheetTicket, { x, y }: Place): void {
  const words = WORDS[sheet.locale];
  const full = { x, width: FACTS_WIDTH };
  paper.write(sheet.artist, { ...full, y, size: 10, color: ACCENT, weight: 'bold' });
  paper.write(sheet.concertTitle, { ...full, y: y + 15, size: 17, smallest: 12, weight: 'bold', lines: 2 });
  const fact = (label: string, value: string, top: number, size: number, column = full): number => {
    paper.write(label, { ...column, y: y + top, size: 8, color: SOFT });
    return paper.write(value, { ...column, y: y + top + 11, size, smallest: 9, weight: 'bold' });
  };
  fact(words.date, words.startsAt(sheet.startsAt), 66, 11);
  const below = fact(words.venue, sheet.venueName, 98, 11);
  paper.write(sheet.venueAddress, { ...full, y: below + 1, size: 8.5, smallest: 7, color: SOFT });
  fact(words.seat, ticket.label, 141, 16);
  const third = FACTS_WIDTH / 3;
  const column = (index: number) => ({ x: x + index * third, width: third - 8 });
  const price = ticket.price === 0 ? words.free : words.won(ticket.price);
  fact(words.grade, ticket.grade, 177, 10, column(0));
  fact(words.price, price, 177, 10, column(1));
  fact(words.holder, sheet.holder, 177, 10, column(2));
}

function drawStub(
  paper: Paper,
  sheet: TicketSheet,
  ticket: SheetTicket & { readonly place: string },
  { x, y }: Place,
): void {
  const { doc } = paper;
  const words = WORDS[sheet.locale];
  const qr = { x: x + (STUB - QR) / 2, y: y + 14, size: QR };
  drawQr(doc, ticket.code, qr);
  if (ticket.used) drawUsed(paper, words.used, qr);
  const row = { x: x + 10, width: STUB - 20, align: 'center' } as const;
  paper.write(ticket.label, { ...row, y: y + 154, size: 11, smallest: 8, weight: 'bold' });
  paper.write(ticket.id, { ...row, y: y + 174, size: 7.5, smallest: 6, color: SOFT });
  paper.write(ticket.place, { ...row, y: y + 188, size: 8, color: SOFT });
}

function drawUsed(paper: Paper, word: string, qr: Place & { readonly size: number }): void {
  const height = 28;
  const y = qr.y + (qr.size - height) / 2;
  paper.doc.rect(qr.x, y, qr.size, height).fill('#5b5b6b');
  paper.write(word, {
    x: qr.x,
    y: y + 7,
    width: qr.size,
    size: 12,
    align: 'center',
    weight: 'bold',
    color: '#ffffff',
  });
}
