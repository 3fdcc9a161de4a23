import type { TicketSheet } from '@concert-mania/core/tickets/ticket-sheet';
import { PAGE, placesOf, SIDE, SOFT, TICKET, VALUE_BELOW } from './layout.ts';
import type { Paper } from './paper.ts';
import { WORDS } from './words.ts';

/** The facts that are the same in every ticket of a performance. */
export type SharedFacts = Pick<
  TicketSheet,
  'locale' | 'concertTitle' | 'artist' | 'venueName' | 'venueAddress' | 'startsAt'
>;

export const ACCENT = '#5a3fd8';
const EDGE = '#c9c9d6';

/** Draws the parts that all pages with this many tickets share. */
export function drawPage(paper: Paper, facts: SharedFacts, tickets: number): void {
  const words = WORDS[facts.locale];
  paper.doc.addPage();
  const brand = { x: SIDE, y: 32, width: TICKET.width / 2, size: 14, weight: 'bold', color: ACCENT } as const;
  paper.write(words.brand, brand);
  for (let row = 0; row < tickets; row += 1) drawTicket(paper, facts, row);
  const foot = { x: SIDE, y: PAGE.height - 48, width: TICKET.width };
  paper.write(words.hint, { ...foot, size: 8.5, color: SOFT, align: 'center', lines: 2 });
}

function drawTicket(paper: Paper, facts: SharedFacts, row: number): void {
  const { doc } = paper;
  const { ticket, band, stub } = placesOf(row);
  const { x, y } = ticket;
  doc.save().roundedRect(x, y, TICKET.width, TICKET.height, 10).clip();
  doc.rect(x, y, TICKET.width, TICKET.height).fill('#ffffff');
  doc.rect(x, y, band, TICKET.height).fill(ACCENT);
  doc.restore();
  doc.roundedRect(x, y, TICKET.width, TICKET.height, 10).lineWidth(0.8).stroke(EDGE);
  doc
    .moveTo(stub.x, y + 10)
    .lineTo(stub.x, y + TICKET.height - 10)
    .dash(3, { space: 3 })
    .stroke(EDGE)
    .undash();
  drawFacts(paper, facts, row);
}

function drawFacts(paper: Paper, facts: SharedFacts, row: number): void {
  const words = WORDS[facts.locale];
  const { facts: place, seat, column } = placesOf(row);
  const at = (below: number) => ({ ...place, y: place.y + below });
  paper.write(facts.artist, { ...place, size: 10, color: ACCENT, weight: 'bold' });
  paper.write(facts.concertTitle, { ...at(15), size: 17, smallest: 12, weight: 'bold', lines: 2 });
  const label = (text: string, { x, y, width }: typeof seat) =>
    paper.write(text, { x, y, width, size: 8, color: SOFT });
  const value = (text: string, below: number) =>
    paper.write(text, { ...at(below + VALUE_BELOW), size: 11, smallest: 9, weight: 'bold' });
  label(words.date, at(66));
  value(words.startsAt(facts.startsAt), 66);
  label(words.venue, at(98));
  const below = value(facts.venueName, 98);
  paper.write(facts.venueAddress, { ...place, y: below + 1, size: 8.5, smallest: 7, color: SOFT });
  label(words.seat, seat);
  label(words.grade, column(0));
  label(words.price, column(1));
  label(words.holder, column(2));
}
