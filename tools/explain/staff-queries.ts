import { randomUUID } from 'node:crypto';
import { readQuestion } from '@concert-mania/core/payments/lookup/search';
import type { Scan } from '@concert-mania/core/tickets/gate/decide-scans';
import { makeAccountExport } from '@concert-mania/db/accounts/account-export';
import { makeDeskReader } from '@concert-mania/db/box-office/desk-reader';
import { lockDeskSeats } from '@concert-mania/db/box-office/desk-seats';
import type { Database } from '@concert-mania/db/connection/database';
import { makeBoxOfficeSearch } from '@concert-mania/db/money/lookup/box-office-search';
import { makeReservationsForStaff } from '@concert-mania/db/money/lookup/reservations-for-staff';
import { listLive, nextToEnd } from '@concert-mania/db/shows/show-items';
import { makeShowCancellationReader } from '@concert-mania/db/shows/show-report';
import { makeGatePerformances } from '@concert-mania/db/tickets/gate/gate-performances';
import { makeGateReader } from '@concert-mania/db/tickets/gate/gate-reader';
import { findScans, lockTickets } from '@concert-mania/db/tickets/gate/scan-rows';
import { lockUsedSeats } from '@concert-mania/db/tickets/used-seats';
import {
  EXPORT_BLOCKS,
  type ExplainedQuery,
  NAME_BLOCKS,
  PAGE_BLOCKS,
  PERFORMANCE_BLOCKS,
  queries,
} from './explained-query.ts';
import { idOf } from './load-history.ts';
import { SEATS } from './load-shows.ts';

const CLERK = { accountId: 'usr_staff1', requestId: null };
const BATCH_SCANS = 500;

/** Reads of staff at the door, at the desk and of a cancelled show. `n` is a paid reservation. */
export function staffQueries(n: number): readonly ExplainedQuery[] {
  const performance = `prf_${Math.floor((n - 1) / SEATS)}`;
  return [
    ...queries(PAGE_BLOCKS, {
      'performances of these days': (db) => makeGatePerformances(db).list({ after: null, limit: 20 }),
      'one scan': (db) => readForScans(db, [n]),
      'the seats of people inside': (db) => lockUsedSeats(db, idOf('res', n)),
      ...searches({
        reservation: idOf('res', n),
        ticket: idOf('tkt', n),
        payment: idOf('pay', n),
        'payment key': `key-${n - 1}`,
        account: 'usr_123',
        'e-mail address': 'holder23@example.com',
        'phone number': '01000000123',
        seat: `${performance} A-7`,
      }),
      'one reservation for staff': (db) => makeReservationsForStaff(db).open(idOf('res', n), CLERK),
      'blocked seats': (db) => makeDeskReader(db).listBlocks(performance, { after: 0, limit: 20 }),
      'seats to sell at the desk': (db) => lockDeskSeats(db, performance, [1, 2, 3, 4]),
    }),
    ...queries(EXPORT_BLOCKS, { 'own scans of a steward': ownScans }),
    ...queries(
      NAME_BLOCKS,
      searches({
        'name of a fan': '김민지 777',
        'part of many names': '민지',
        'name of a holder': '이보라 23',
      }),
    ),
    ...queries(PERFORMANCE_BLOCKS, {
      'a batch of 500 scans': (db) =>
        readForScans(
          db,
          Array.from({ length: BATCH_SCANS }, (_, index) => n + index),
        ),
      'counts at the door': (db) => makeGateReader(db).counts(performance),
      'the list for scans offline': (db) => makeGateReader(db).snapshot(performance),
      'takings of one day': (db) => makeDeskReader(db).readTakings({ from: today(), to: today() }),
      'a show is cancelled': (db) => listLive(db, 'prf_0'),
      'the next to refund': async (db) => {
        await listLive(db, 'prf_0');
        await nextToEnd(db, 'prf_0', 100);
      },
      'the report of a cancelled show': async (db) => {
        await listLive(db, 'prf_0');
        await makeShowCancellationReader(db).find('prf_0');
      },
    }),
  ];
}

const today = (): string => new Date().toISOString().slice(0, 10);

const searches = (typed: Readonly<Record<string, string>>): Record<string, ExplainedQuery['run']> =>
  Object.fromEntries(
    Object.entries(typed).map(([what, text]) => [
      `search: ${what}`,
      (db: Database) => makeBoxOfficeSearch(db).search(readQuestion(text, null), 20, CLERK),
    ]),
  );

/** Two pages of the export: the second one continues by the key. */
async function ownScans(db: Database): Promise<void> {
  let pages = 0;
  for await (const { section } of makeAccountExport(db)(CLERK.accountId))
    if (section === 'scans' && ++pages === 2) return;
}

async function readForScans(db: Database, of: readonly number[]): Promise<void> {
  const scans = of.map(
    (n): Scan => ({
      scanId: randomUUID(),
      performanceId: `prf_${Math.floor((n - 1) / SEATS)}`,
      gate: 'A',
      accountId: CLERK.accountId,
      mode: 'online',
      code: {
        ticketId: idOf('tkt', n) as `tkt_${string}`,
        seatNumber: 1,
        version: 1,
        performanceId: 'prf_0',
      },
      at: new Date(),
      clamped: null,
    }),
  );
  await lockTickets(db, scans);
  await findScans(db, scans);
}
