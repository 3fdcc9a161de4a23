import type { ApiClient } from '@concert-mania/client/make-client';
import { dataOf } from '@concert-mania/client/problem';
import type { Serving } from '@concert-mania/client/waiting-room';
import { runAudit } from '@concert-mania/db/audit/audit';
import type { Database } from '@concert-mania/db/connection/database';
import { findOutcomes } from '@concert-mania/db/events/outcomes';
import { waitUntil } from '@concert-mania/local-stack/processes/wait-until';
import { auditChecks, type Check, checkOf } from '../../audit/describe-checks.ts';
import { makeGateway } from '../gateway.ts';
import type { DemoSale } from '../prepare-sale.ts';
import { compareReports } from './compare-reports.ts';
import { checkDraw, type Shuffle } from './draw-proof.ts';
import { compareBooks } from './gateway-books.ts';
import {
  findReservationStatuses,
  listGatewayBookings,
  type MoneyReport,
  readMoneyReport,
  readSaleReport,
  type SaleReport,
} from './sale-report.ts';
import type { Tally } from './tally.ts';

export interface WrapUp {
  readonly db: Database;
  readonly client: ApiClient;
  readonly signal: AbortSignal;
  readonly mockPgUrl: string;
  readonly sale: DemoSale;
  readonly accountIds: readonly string[];
  readonly tally: Tally;
}

const SETTLE_PATIENCE_MS = 30_000;
const SETTLE_POLL_MS = 500;
const UNFINISHED = ['held', 'paying', 'cancelling'] as const;

/**
 * Waits, within bounds, until nothing of the rush is under way any more; answers what came of it.
 */
export async function settle({
  db,
  sale,
  accountIds,
}: WrapUp): Promise<{ readonly sale: SaleReport; readonly money: MoneyReport }> {
  const read = async () => ({
    sale: await readSaleReport(db, sale.concertId),
    money: await readMoneyReport(db, accountIds),
  });
  let report = await read();
  const isQuiet = () =>
    report.money.unsettled === 0 && UNFINISHED.every((status) => !report.sale.reservations[status]);
  await waitUntil(
    async () => {
      if (!isQuiet()) report = await read();
      return isQuiet();
    },
    SETTLE_PATIENCE_MS,
    SETTLE_POLL_MS,
  );
  return report;
}

/** Everything that must hold after a rush. */
export async function checkRush(wrapUp: WrapUp, promised: Shuffle): Promise<readonly Check[]> {
  const { db, tally, accountIds } = wrapUp;
  const troubles = new Map(tally.faults);
  const cutOff = tally.ends.get('was cut off') ?? 0;
  if (cutOff > 0) troubles.set('cut off by the deadline', cutOff);
  const outcomes = await findOutcomes(db, [...tally.reports.keys()]);
  const reservations = await findReservationStatuses(db, [...tally.reservations.keys()]);
  const ledger = await makeGateway(wrapUp.mockPgUrl, wrapUp.signal).readLedger();
  const books = compareBooks(ledger, await listGatewayBookings(db, accountIds));
  const shown = await readShuffle(wrapUp);
  return [
    ...auditChecks(await runAudit(db)),
    checkOf(
      'fans-received-the-outcome',
      'every accepted command has the outcome that its fan received',
      compareReports(tally.reports, outcomes, ({ outcome }) => outcome.status),
    ),
    checkOf(
      'fans-saw-their-reservation',
      'every reservation is as its fan saw it last',
      compareReports(tally.reservations, reservations, (status) => status),
    ),
    checkOf('gateway-books-agree', "the gateway's books agree with ours", books),
    checkOf(
      'draw-as-promised',
      'the draw before the opening is the one that was promised',
      checkDraw(promised, shown, tally.drawn),
    ),
    checkOf(
      'no-fan-met-a-fault',
      'no fan met a fault',
      [...troubles].map(([reason, count]) => `${count} × ${reason}`),
    ),
  ];
}

/** The public state of the waiting room. */
export function readRoom({ client, sale }: Pick<WrapUp, 'client' | 'sale'>): Promise<Serving> {
  const params = { path: { concertId: sale.concertId } };
  return dataOf(client.GET('/v1/concerts/{concertId}/queue/serving', { params }));
}

/** The draw, as the waiting room publishes it. */
export const readShuffle = async (where: Pick<WrapUp, 'client' | 'sale'>): Promise<Shuffle> =>
  (await readRoom(where)).shuffle;
