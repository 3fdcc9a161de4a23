import type { TicketSheet } from '@concert-mania/core/tickets/ticket-sheet';
import { afterAll, expect, it } from 'vitest';
import { makeTicketPdfs } from './ticket-pdfs.ts';

const sheet = (count: number, more: Partial<TicketSheet> = {}): TicketSheet => ({
  locale: 'ko',
  reservationId: 'res_01KB4Z8V6T0Q2M',
  performanceId: 'prf_1',
  concertId: 'con_1',
  cancelled: false,
  changes: 0,
  concertTitle: '여름밤 Live',
  artist: '김하늘과 Beyoncé 🎵',
  venueName: '올림픽홀',
  venueAddress: '서울특별시 송파구 올림픽로 424',
  startsAt: new Date('2027-03-01T11:00:00.000Z'),
  holder: '김하늘',
  tickets: Array.from({ length: count }, (_, index) => ({
    id: `tkt_01KB4Z8V6T0Q2M0${index}`,
    code: `CM1.tkt_01KB4Z8V6T0Q2M0${index}.signature`,
    used: index === 1,
    label: `A구역 1열 ${index + 3}번`,
    grade: 'VIP',
    price: index === 2 ? 0 : 156_000,
  })),
  ...more,
});

const pdfs = makeTicketPdfs({ mostWaiting: 2 });
afterAll(() => pdfs.close());

const textOf = (bytes: Uint8Array | null): string => Buffer.from(bytes ?? []).toString('latin1');
const pagesOf = (bytes: Uint8Array | null): number => textOf(bytes).match(/\/Type \/Page\b/g)?.length ?? 0;

it('writes one PDF for a reservation, three tickets on a page, with only the characters that it uses', async () => {
  const written = await pdfs.write(sheet(4));
  expect(textOf(written)).toMatch(/^%PDF-1\.[37]/);
  expect(pagesOf(written)).toBe(2);
  expect(textOf(written)).toContain('/Lang (ko-KR)');
  expect(textOf(written)).toMatch(/\+GothicA1-Bold/);
  expect(written?.byteLength).toBeLessThan(100_000);
});

it('writes long and unusual texts without a fault, in both languages', async () => {
  const long = { concertTitle: '긴 제목 '.repeat(60), holder: '漢字 🎵', venueAddress: '' };
  for (const locale of ['ko', 'en'] as const) {
    const written = await pdfs.write(sheet(10, { ...long, locale }));
    expect(pagesOf(written)).toBe(4);
  }
});

it('writes one at a time, and refuses a sheet when too many wait', async () => {
  const answers = await Promise.all(Array.from({ length: 5 }, () => pdfs.write(sheet(1))));
  expect(answers.map((answer) => answer === null)).toEqual([false, false, false, true, true]);
});

it('reports a sheet that cannot be written, and writes the next one', async () => {
  const broken = sheet(1, { startsAt: new Date(Number.NaN) });
  await expect(pdfs.write(broken)).rejects.toThrow('the tickets of res_01KB4Z8V6T0Q2M could not be written');
  expect(pagesOf(await pdfs.write(sheet(1)))).toBe(1);
});
