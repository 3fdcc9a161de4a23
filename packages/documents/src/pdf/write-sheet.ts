import type { SheetTicket, TicketSheet } from '@concert-mania/core/tickets/ticket-sheet';
import { appendPages } from './append-pages.ts';
import { drawQr } from './draw-qr.ts';
import { placesOf, SIDE, SOFT, TICKET, TICKETS_PER_PAGE, VALUE_BELOW } from './layout.ts';
import type { SheetTemplate } from './template.ts';
import { colorOf, makeTextOperators, type TextOperators } from './text-operators.ts';
import { WORDS } from './words.ts';

/** Writes the tickets of a reservation, three on a page, as the end of a PDF after its template. */
export function writeSheet(template: SheetTemplate, sheet: TicketSheet): Uint8Array<ArrayBuffer> {
  const operators = makeTextOperators(template);
  const count = sheet.tickets.length;
  const pages = Array.from({ length: Math.ceil(count / TICKETS_PER_PAGE) }, (_, page) => {
    const first = page * TICKETS_PER_PAGE;
    const tickets = sheet.tickets.slice(first, first + TICKETS_PER_PAGE);
    const drawn = tickets.map((ticket, row) =>
      drawTicket(operators, sheet, ticket, row, `${first + row + 1} / ${count}`),
    );
    return { tickets: tickets.length, drawing: drawHead(operators, sheet) + drawn.join('') };
  });
  return appendPages(template, pages, operators.extra);
}

function drawHead(operators: TextOperators, sheet: TicketSheet): string {
  const half = TICKET.width / 2;
  const right = { x: SIDE + half, width: half, align: 'right', color: SOFT } as const;
  const text = `${WORDS[sheet.locale].reservation} ${sheet.reservationId}`;
  return operators.line(text, { ...right, y: 37, size: 9, smallest: 7 });
}

/** The parts that differ between tickets: seat, price, holder, and the QR code on the stub. */
function drawTicket(
  operators: TextOperators,
  sheet: TicketSheet,
  ticket: SheetTicket,
  row: number,
  place: string,
): string {
  const words = WORDS[sheet.locale];
  const { seat, column, qr, stub } = placesOf(row);
  const value = (text: string, { x, y, width }: typeof seat, size: number): string =>
    operators.line(text, { x, y: y + VALUE_BELOW, width, size, smallest: 9, weight: 'bold' });
  const line = (below: number) =>
    ({ x: stub.x + 10, y: stub.y + below, width: stub.width - 20, align: 'center' }) as const;
  return [
    value(ticket.label, seat, 16),
    value(ticket.grade, column(0), 10),
    value(ticket.price === 0 ? words.free : words.won(ticket.price), column(1), 10),
    value(sheet.holder, column(2), 10),
    drawQr(ticket.code, qr),
    ticket.used ? drawUsed(operators, words.used, qr) : '',
    operators.line(ticket.label, { ...line(154), size: 11, smallest: 8, weight: 'bold' }),
    operators.line(ticket.id, { ...line(174), size: 7.5, smallest: 6, color: SOFT }),
    operators.line(place, { ...line(188), size: 8, color: SOFT }),
  ].join('');
}

function drawUsed(operators: TextOperators, word: string, qr: ReturnType<typeof placesOf>['qr']): string {
  const height = 28;
  const y = qr.y + (qr.size - height) / 2;
  const text = { x: qr.x, y: y + 7, width: qr.size, size: 12, align: 'center', weight: 'bold' } as const;
  const band = `${colorOf('#5b5b6b')} ${qr.x.toFixed(2)} ${y.toFixed(2)} ${qr.size} ${height} re f\n`;
  return band + operators.line(word, { ...text, color: '#ffffff' });
}
