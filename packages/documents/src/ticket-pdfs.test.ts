import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TicketSheet } from '@concert-mania/core/tickets/ticket-sheet';
import { afterAll, expect, it, onTestFinished, vi } from 'vitest';
import { makeTicketPdfs, type TicketPdf } from './ticket-pdfs.ts';

const loaded = vi.hoisted((): string[] => []);
vi.mock('fontkit', async (original) => {
  loaded.push('fontkit');
  return original();
});

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

const textOf = (pdf: TicketPdf | null): string => Buffer.concat(pdf ?? []).toString('latin1');
/** The last list of pages counts. */
const pagesOf = (pdf: TicketPdf | null): number =>
  Number([...textOf(pdf).matchAll(/\/Count (\d+)/g)].at(-1)?.[1]);

it('loads the library of fonts for the first PDF, or at once if the process asks for it', async () => {
  expect(loaded).toEqual([]);
  const early = makeTicketPdfs({ mostWaiting: 0, loadNow: true });
  await vi.waitFor(() => expect(loaded).toEqual(['fontkit']), { timeout: 20_000 });
  await early.close();
});

it('writes one PDF for a reservation, three tickets on a page, with only the characters that it uses', async () => {
  const written = await pdfs.write(sheet(4));
  expect(textOf(written)).toMatch(/^%PDF-1\.[37]/);
  expect(pagesOf(written)).toBe(2);
  expect(textOf(written)).toContain('/Lang (ko-KR)');
  expect(textOf(written)).toMatch(/\+GothicA1-Bold/);
  expect(textOf(written).length).toBeLessThan(60_000);
});

it('writes long and unusual texts without a fault, in both languages', async () => {
  const long = { concertTitle: '긴 제목 '.repeat(60), holder: '漢字 🎵', venueAddress: '' };
  for (const locale of ['ko', 'en'] as const) {
    const written = await pdfs.write(sheet(10, { ...long, locale }));
    expect(pagesOf(written)).toBe(4);
  }
});

it('makes one template for the sheets of a performance, until its facts change', async () => {
  const same = await Promise.all([sheet(1), sheet(2), sheet(1, { holder: '이바다' })].map(pdfs.write));
  const later = await pdfs.write(sheet(1, { startsAt: new Date('2027-04-02T10:30:00.000Z') }));
  expect(new Set(same.map((pdf) => pdf?.[0])).size).toBe(1);
  expect(later?.[0]).not.toBe(same[0]?.[0]);
});

it('refuses a sheet when too many wait for a template', async () => {
  const another = { concertTitle: 'Another' };
  const answers = await Promise.all(Array.from({ length: 5 }, () => pdfs.write(sheet(1, another))));
  expect(answers.map((answer) => answer === null)).toEqual([false, false, false, true, true]);
});

it('reports a sheet that cannot be written, and writes those asked for with it', async () => {
  const another = { concertTitle: 'Broken' };
  const broken = sheet(1, { ...another, tickets: [null as never] });
  const [failed, first, last] = await Promise.allSettled(
    [broken, sheet(1, another), sheet(4, another)].map(pdfs.write),
  );
  expect(failed).toMatchObject({
    reason: { message: expect.stringContaining('the tickets of res_01KB4Z8V6T0Q2M could not be written') },
  });
  expect([first, last].map((end) => (end?.status === 'fulfilled' ? pagesOf(end.value) : null))).toEqual([
    1, 2,
  ]);
});

it('writes the others when one of them ends the thread', async () => {
  const another = { concertTitle: 'Fatal' };
  const fatal = sheet(1, { ...another, tickets: new Proxy([], {}) });
  const ends = await Promise.allSettled([fatal, sheet(1, another), sheet(1, another)].map(pdfs.write));
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
});

it('does not begin a sheet that waited too long for the others', async () => {
  const impatient = makeTicketPdfs({ mostWaiting: 2, longestWaitMs: 20 });
  onTestFinished(() => impatient.close());
  const first = impatient.write(sheet(1));
  await nextTurn();
  // The first one waits for the start of the thread.
  await expect(impatient.write(sheet(1))).rejects.toMatchObject({
    cause: { message: expect.stringContaining('waited longer than 20 ms') },
  });
  expect(pagesOf(await first)).toBe(1);
});
