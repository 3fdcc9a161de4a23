import type { TicketSheet } from '@concert-mania/core/tickets/ticket-sheet';
import { extractText, getDocumentProxy } from 'unpdf';
import { expect, it } from 'vitest';
import { makeTemplate } from './template.ts';
import { writeSheet } from './write-sheet.ts';

const sheet = (count: number, more: Partial<TicketSheet> = {}): TicketSheet => ({
  locale: 'ko',
  reservationId: 'res_01kb4z8v6t0q2m',
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
    id: `tkt_01kb4z8v6t0q2m0${index}`,
    code: `T1.01KB4Z8V6T0Q2M5X7C9N1P3R5T.01KB4Z8V6T0Q2M5X7C9N1P3R5T.${index}`,
    used: index === 1,
    label: `A구역 1열 ${index + 3}번`,
    grade: 'VIP',
    price: index === 2 ? 0 : 156_000,
  })),
  ...more,
});

/** The pages' texts as a PDF reader finds them, with single spaces. */
async function read(written: TicketSheet, ofTemplate = written) {
  const template = await makeTemplate(ofTemplate);
  const bytes = Buffer.concat([template.bytes, writeSheet(template, written)]);
  const pdf = await getDocumentProxy(new Uint8Array(bytes));
  const { text } = await extractText(pdf);
  return { pdf, pages: text.map((page) => page.replace(/\s+/g, ' ')) };
}

it('writes three tickets on a page, each with its own facts and those of the performance', async () => {
  const { pages } = await read(sheet(4));
  expect(pages).toHaveLength(2);
  for (const own of ['A구역 1열 3번', 'tkt_01kb4z8v6t0q2m02', '1 / 4', '156,000원', '무료', '사용한 티켓']) {
    expect(pages[0]).toContain(own);
  }
  for (const page of pages) {
    expect(page).toContain('예매번호 res_01kb4z8v6t0q2m');
    expect(page).toContain('여름밤 Live');
    expect(page).toContain('2027년 3월 1일 월요일 20:00 KST');
    expect(page).toContain('서울특별시 송파구 올림픽로 424');
    expect(page).toContain('예매자');
  }
  expect(pages[1]?.match(/여름밤 Live/g)).toHaveLength(1);
  expect(pages[1]).not.toContain('사용한 티켓');
});

it('writes every name, also in a file of a performance whose earlier files had other names', async () => {
  const english = { locale: 'en', concertTitle: 'Night' } as const;
  const earlier = sheet(1, { ...english, holder: '김하늘' });
  expect((await read(earlier)).pages[0]).toContain('김하늘');
  const { pdf, pages } = await read(sheet(1, { ...english, holder: 'Zoë 쀍뛣' }), earlier);
  expect(pages[0]).toContain('Zoë 쀍뛣');
  expect(pages[0]).not.toContain('김하늘 ');
  expect(pages[0]).toContain('KRW 156,000');
  const { info } = (await pdf.getMetadata()) as { info: { Title?: string; Language?: string } };
  expect(info).toMatchObject({ Title: 'Tickets for Night', Language: 'en-GB' });
});

it('cuts a text that is too long for its place, and writes the others whole', async () => {
  const [ticket] = sheet(1).tickets;
  const label = '그라운드 스탠딩 '.repeat(9);
  const { pages } = await read(
    sheet(1, { holder: '가나다라마바사 '.repeat(5), tickets: ticket ? [{ ...ticket, label }] : [] }),
  );
  expect(pages[0]).toMatch(/그라운드 스탠딩.*…/);
  expect(pages[0]).toMatch(/가나다라마바사.*…/);
  expect(pages[0]).toContain('tkt_01kb4z8v6t0q2m00');
});
