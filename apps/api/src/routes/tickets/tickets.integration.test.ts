import { refuse } from '@concert-mania/core/shared/result';
import { verifyTicketCode } from '@concert-mania/core/tickets/ticket-code';
import { makePerformanceLookup } from '@concert-mania/db/catalogue/catalogue-lookups';
import { makeSheetReader } from '@concert-mania/db/tickets/sheet-reader';
import { makeTicketReader } from '@concert-mania/db/tickets/ticket-store';
import { makeTicketPdfs } from '@concert-mania/documents/ticket-pdfs';
import { makeTicketKeys } from '@concert-mania/runtime/ticket-keys';
import { makeAccount, makeSale, newId, type Sale } from '@concert-mania/testkit/data/builders';
import { confirmReservation, makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { generate } from 'lean-qr';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeApp } from '../../app.ts';
import { makeCursors } from '../../http/cursors.ts';
import { makeBodyShelf } from '../../http/shared-bodies/body-shelf.ts';
import { fakeDeps, signedInAs } from '../../testing/fake-deps.ts';

const db = openForTest(await testDatabase());
const OLD = 'an-old-ticket-key-of-more-than-32-characters';
const ticketKeys = makeTicketKeys(['a-new-ticket-key-of-more-than-32-characters', OLD]);
const pdfs = makeTicketPdfs({ mostWaiting: 2 });
afterAll(() => pdfs.close());
const app = makeApp(
  fakeDeps({
    guards: { ...fakeDeps().guards, verifyAccessToken: (token) => signedInAs(token) },
    cursors: makeCursors('a secret of at least 32 characters.'),
    tickets: makeTicketReader(db),
    ticketKeys,
    performances: makePerformanceLookup(db),
    catalogue: { bodies: makeBodyShelf(1_000_000, () => performance.now()) } as unknown as CatalogueDeps,
    ticketFiles: {
      sheets: makeSheetReader(db),
      pdfs,
      resend: async () => refuse({ code: 'no_email' as const }),
      webUrl: 'https://shop.example/',
    },
  }),
);

import type { CatalogueDeps } from '../catalogue/ports.ts';

interface TicketAnswer {
  readonly id: string;
  readonly reservationId: string;
  readonly seatNumber: number;
  readonly status: string;
  readonly code: string;
}
interface Page {
  readonly items: readonly TicketAnswer[];
  readonly nextCursor: string | null;
}

let sale: Sale;
let fan: string;
let stranger: string;
const get = (path: string, account = fan) =>
  app.request(path, { headers: { authorization: `Bearer ${account}` } });
const page = async (path: string, account = fan): Promise<Page> =>
  (await get(path, account)).json() as Promise<Page>;

async function buy(...seatNumbers: readonly number[]) {
  const held = await makeHold(db, { sale, accountId: fan, seatNumbers });
  return confirmReservation(db, held.id);
}

beforeAll(async () => {
  sale = await makeSale(db, { seats: 40 });
  fan = await makeAccount(db);
  stranger = await makeAccount(db);
});

describe('my tickets over HTTP', () => {
  it('are one per seat of a confirmed reservation, those of newer reservations first, in contiguous pages', async () => {
    const older = await buy(3, 1);
    const newer = await buy(8, 9, 7);
    await makeHold(db, { sale, accountId: fan, seatNumbers: [20] });
    const seen: TicketAnswer[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { items, nextCursor }: Page = await page(`/v1/tickets?limit=2&cursor=${cursor}`);
      seen.push(...items);
      cursor = nextCursor;
    }
    expect(seen.map(({ reservationId, seatNumber }) => [reservationId, seatNumber])).toEqual([
      [newer.id, 8],
      [newer.id, 9],
      [newer.id, 7],
      [older.id, 3],
      [older.id, 1],
    ]);
    expect(seen[0]).toMatchObject({ label: 'Floor 1-8', grade: 'VIP', status: 'valid' });
    expect((await page(`/v1/reservations/${older.id}/tickets`)).items).toEqual(seen.slice(3));
    expect(await page('/v1/tickets', stranger)).toEqual({ items: [], nextCursor: null });
  });

  it('are empty for an unpaid reservation', async () => {
    const held = await makeHold(db, { sale, accountId: fan, seatNumbers: [21] });
    expect(await page(`/v1/reservations/${held.id}/tickets`)).toEqual({ items: [], nextCursor: null });
  });

  it('are not found by others, like tickets that do not exist', async () => {
    const { id } = await buy(10);
    const [ticket] = (await page(`/v1/reservations/${id}/tickets`)).items;
    const paths = [`/v1/reservations/${id}/tickets`, `/v1/tickets/${ticket?.id}/qr.svg`];
    for (const path of paths) expect((await get(path, stranger)).status).toBe(404);
    expect((await get('/v1/tickets/tkt_none/qr.svg')).status).toBe(404);
    expect((await get(`/v1/reservations/${newId('res')}/tickets`)).status).toBe(404);
  });

  it('refuse a cursor of another account', async () => {
    const { nextCursor } = await page('/v1/tickets?limit=1');
    const response = await get(`/v1/tickets?cursor=${nextCursor}`, stranger);
    expect([response.status, await response.json()]).toMatchObject([400, { code: 'invalid_cursor' }]);
  });

  it('have a code that the published keys verify, and that fits a QR code of version 6', async () => {
    const { id } = await buy(11);
    const [ticket] = (await page(`/v1/reservations/${id}/tickets`)).items;
    if (!ticket) throw new Error('no ticket');
    expect(await verifyTicketCode(ticket.code, ticketKeys.verify)).toEqual({
      ticketId: ticket.id,
      performanceId: sale.performanceId,
      seatNumber: 11,
      version: 1,
    });
    const highest = ticket.code.replace('.11.1.', '.60000.99999.');
    // Version 6: 41 modules.
    expect(generate(highest).size).toBe(41);
    const picture = await get(`/v1/tickets/${ticket.id}/qr.svg`);
    expect(picture.headers.get('content-type')).toBe('image/svg+xml');
    expect(picture.headers.get('cache-control')).toBe('no-store');
    expect(await picture.text()).toMatch(/^<svg [^>]*viewBox="-4 -4 49 49"/);
  });
});

describe('files of a reservation', () => {
  it('are a PDF of its tickets, for its owner alone, in the language of the request or of the account', async () => {
    const { id } = await buy(12, 13);
    const path = `/v1/reservations/${id}/tickets.pdf`;
    const answer = await get(path);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('content-disposition')).toBe(`inline; filename="tickets-${id}.pdf"`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const pdf = await answer.text();
    expect(pdf).toMatch(/^%PDF-/);
    expect(pdf).toContain('/Lang (ko-KR)');
    const headers = { authorization: `Bearer ${fan}`, 'accept-language': 'en' };
    expect(await (await app.request(path, { headers })).text()).toContain('/Lang (en-GB)');
    expect(await (await get(path, stranger)).json()).toMatchObject({ code: 'reservation_not_found' });
  });

  it('have no PDF without live tickets', async () => {
    const held = await makeHold(db, { sale, accountId: fan, seatNumbers: [22] });
    const answer = await get(`/v1/reservations/${held.id}/tickets.pdf`);
    expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'ticket_not_found' }]);
  });
});

it('a performance is a calendar file for everybody, once it is published', async () => {
  const path = `/v1/performances/${sale.performanceId}/event.ics`;
  const answer = await app.request(path);
  expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
  const file = (await answer.text()).replaceAll('\r\n ', '');
  expect(file).toContain(`UID:${sale.performanceId}@concert-mania\r\nSEQUENCE:0`);
  expect(file).toContain(`URL;VALUE=URI:https://shop.example/concerts/${sale.concertId}`);
  const headers = { 'if-none-match': answer.headers.get('etag') ?? '' };
  expect((await app.request(path, { headers })).status).toBe(304);
  await db.query('update concerts set published_at = null where id = $1', [sale.concertId]);
  expect((await app.request(path)).status).toBe(404);
});

it('the keys of tickets are published for everybody, the old one too, and may be cached', async () => {
  const response = await app.request('/.well-known/ticket-keys.json');
  expect(response.headers.get('cache-control')).toBe('public, max-age=300');
  expect(await response.json()).toEqual(ticketKeys.keySet);
  expect(JSON.stringify(ticketKeys.keySet)).toContain(makeTicketKeys([OLD]).signer.keyId);
  const etag = response.headers.get('etag') ?? '';
  const again = await app.request('/.well-known/ticket-keys.json', { headers: { 'if-none-match': etag } });
  expect(again.status).toBe(304);
});
