import { randomUUID } from 'node:crypto';
import type { ResultOf } from '@concert-mania/client/jobs';
import { resultOf } from '@concert-mania/client/jobs';
import { type ApiClient, makeClient } from '@concert-mania/client/make-client';
import { dataOf } from '@concert-mania/client/problem';
import type { Database } from '@concert-mania/db/connection/database';
import { many } from '@concert-mania/testkit/system/many';
import { openSessions } from '../fans/open-sessions.ts';
import { createFans, type DemoSale } from '../prepare-sale.ts';

type CheckIn = ResultOf<'ticket.check-in'>;

export interface DoorOptions {
  readonly db: Database;
  readonly apiUrl: string;
  readonly signal: AbortSignal;
  readonly sale: DemoSale;
  /** The access token of each account that may have bought a ticket. */
  readonly tokens: ReadonlyMap<string, string>;
}

/** The scans at the door and their faults. */
export interface DoorReport {
  readonly scanned: number;
  readonly tookMs: number;
  /** The second scan of a ticket; null if no ticket was sold. */
  readonly copy: CheckIn | null;
  /** Scans with an unexpected answer. */
  readonly faults: readonly string[];
}

const MOST_RESERVATIONS = 150;
const READERS = 16;
const GATES = ['A', 'B'] as const;
const WAIT = { Prefer: 'wait=10' };

/** Scans the tickets of some hundred fans at two gates, and one of them again at the other gate. */
export async function letPeopleIn(options: DoorOptions): Promise<DoorReport> {
  const steward = await hireSteward(options);
  const codes = await readCodes(options);
  const scan = async (code: string, gate: string): Promise<CheckIn> => {
    const body = { performanceId: options.sale.performanceId, gate, code, scanId: randomUUID() };
    return resultOf(await steward.run('ticket.check-in', { body, headers: WAIT, signal: options.signal }));
  };
  const startedMs = performance.now();
  const faults: string[] = [];
  const lines = GATES.map((gate, turn) => ({
    gate,
    codes: codes.filter((_, n) => n % GATES.length === turn),
  }));
  await Promise.all(
    lines.map(async ({ gate, codes: line }) => {
      for (const code of line) {
        const { result, ticket } = await scan(code, gate);
        if (result !== 'admitted') faults.push(`${ticket?.id ?? code} was ${result} at gate ${gate}`);
      }
    }),
  );
  const tookMs = performance.now() - startedMs;
  const [first] = codes;
  const copy = first === undefined ? null : await scan(first, 'B');
  if (copy && (copy.result !== 'already_used' || copy.first?.gate !== 'A'))
    faults.push(`the copy of ${copy.ticket?.id} was ${copy.result} at gate B`);
  return { scanned: codes.length, tookMs, copy, faults };
}

async function hireSteward({ db, apiUrl, signal }: DoorOptions): Promise<ApiClient> {
  const hired = await createFans(db, 1);
  await db.query(`update accounts set role = 'steward', name = 'Steward' where id = $1`, [
    hired[0]?.accountId,
  ]);
  const [accessToken = ''] = await openSessions([apiUrl], hired, signal);
  return makeClient({ baseUrl: apiUrl, tokens: { accessToken }, signal });
}

/** The codes on the phones of fans, as their apps show them. */
async function readCodes({ db, apiUrl, signal, sale, tokens }: DoorOptions): Promise<readonly string[]> {
  const bought = await db.query<{ id: string; account_id: string }>(
    `select id, account_id from reservations where performance_id = $1 and status = 'confirmed'
     order by id limit $2`,
    [sale.performanceId, MOST_RESERVATIONS],
  );
  const codes = await many(bought.length, READERS, async (index) => {
    const { id = '', account_id = '' } = bought[index] ?? {};
    const fan = makeClient({
      baseUrl: apiUrl,
      tokens: { accessToken: tokens.get(account_id) ?? '' },
      signal,
    });
    const params = { path: { reservationId: id } };
    const { items } = await dataOf(fan.GET('/v1/reservations/{reservationId}/tickets', { params }));
    return items.map(({ code }) => code);
  });
  return codes.flat();
}

export function describeDoor({ scanned, tookMs, copy }: DoorReport): string {
  if (copy === null) return 'At the door: no ticket was sold.';
  const { seatNumber } = copy.ticket ?? {};
  const { gate, at } = copy.first ?? {};
  return [
    `At the door: ${scanned} tickets scanned at gates ${GATES.join(' and ')} in ${(tookMs / 1_000).toFixed(1)} s.`,
    `A copy of the ticket for seat ${seatNumber} at gate B: ${copy.result}, first at gate ${gate} at ${at}.`,
  ].join('\n');
}
