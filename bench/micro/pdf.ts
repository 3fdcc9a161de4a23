import { randomBytes } from 'node:crypto';
import type { TicketSheet } from '@concert-mania/core/tickets/ticket-sheet';
import { makeTicketPdfs } from '@concert-mania/documents/ticket-pdfs';
import { cpuMicros, type MicroBench, type Row } from './row.ts';

const SHEETS = 50;
const TICKETS = [1, 2, 10];

/** Writes ticket PDFs on their thread, a batch at once, with new names and codes in each. */
export async function measurePdf({ settings }: MicroBench): Promise<readonly Row[]> {
  const pdfs = makeTicketPdfs({ mostWaiting: SHEETS });
  const startedMs = performance.now();
  await pdfs.write(sheetOf(1));
  const rows: Row[] = [
    { what: 'start the thread and write its first PDF', unit: 'ms', values: [performance.now() - startedMs] },
  ];
  for (const count of TICKETS) {
    const values: number[] = [];
    for (let repetition = 0; repetition < settings.repetitions; repetition += 1) {
      const before = cpuMicros();
      await Promise.all(Array.from({ length: SHEETS }, () => pdfs.write(sheetOf(count))));
      values.push((cpuMicros() - before) / SHEETS / 1_000);
    }
    rows.push({
      what: `write a PDF with ${count} ${count === 1 ? 'ticket' : 'tickets'}`,
      unit: 'ms CPU',
      values,
    });
  }
  await pdfs.close();
  return rows;
}

const syllables = (count: number): string =>
  String.fromCharCode(...Array.from(randomBytes(count), (byte) => 0xac00 + byte * 40));

const sheetOf = (count: number): TicketSheet => ({
  locale: 'ko',
  reservationId: 'res_01kb4z8v6t0q2m5x7c9n1p3r5t',
  performanceId: 'prf_01kb4z8v6t0q2m5x7c9n1p3r5t',
  concertId: 'con_01kb4z8v6t0q2m5x7c9n1p3r5t',
  concertTitle: '여름밤 Live 2027',
  artist: '김하늘과 친구들',
  venueName: '올림픽홀',
  venueAddress: '서울특별시 송파구 올림픽로 424',
  startsAt: new Date('2027-03-01T11:00:00.000Z'),
  cancelled: false,
  changes: 0,
  holder: syllables(3),
  tickets: Array.from({ length: count }, (_, index) => ({
    id: `tkt_01kb4z8v6t0q2m5x7c9n1p3r5t0${index}`,
    code: `T1.01KB4Z8V6T0Q2M5X7C9N1P3R5T.01KB4Z8V6T0Q2M5X7C9N1P3R5T.${index + 1}.1.0A1B2C3D.${randomBytes(52).toString('hex').slice(0, 103).toUpperCase()}`,
    used: false,
    label: `A구역 12열 ${index + 3}번`,
    grade: 'VIP',
    price: 156_000,
  })),
});
