import { randomUUID } from 'node:crypto';
import type { AcceptedCommand } from '@concert-mania/core/shared/command';
import { oneScan, scansWithoutNetwork } from '@concert-mania/core/tickets/gate/check-in-kinds';
import type { CheckIn, CheckInView, ScannedCode } from '@concert-mania/core/tickets/gate/commands';
import { makeAccount, makeSale, type Sale } from '@concert-mania/testkit/data/builders';
import { openHoldPartitions } from '@concert-mania/testkit/data/hold-partitions';
import { confirmReservation, makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { audit } from '../../audit/audit.ts';
import { applyChange, lockReservation } from '../../reservations/reservation-changes.ts';
import { makeDecideCheckIns, type OnScans } from './decide-check-ins.ts';
import { makeGateReader } from './gate-reader.ts';

const database = await testDatabase();
const db = openForTest(database);
const partition = await openHoldPartitions({ url: database.url, db }).claim(0);
if (!partition) throw new Error('the partition of a fresh database has an owner');
afterAll(() => partition.release());

const onScans = vi.fn<OnScans>();
const decideScans = makeDecideCheckIns(partition.session, oneScan, onScans);
const merge = makeDecideCheckIns(partition.session, scansWithoutNetwork);
const reader = makeGateReader(db);

let sale: Sale;
let steward: string;
let reservationId: string;
let codes: readonly ScannedCode[];

beforeEach(async () => {
  sale = await makeSale(db, { seats: 40 });
  steward = await makeAccount(db, { role: 'steward' });
  const held = await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [1, 2, 3] });
  reservationId = (await confirmReservation(db, held.id)).id;
  codes = await db.query<ScannedCode>(
    `select id as "ticketId", performance_id as "performanceId", seat_number as "seatNumber", version
     from tickets where reservation_id = $1 order by seat_number`,
    [reservationId],
  );
});

let jobs = 0;
const accept = <P>(payload: P, acceptedAt = new Date()): AcceptedCommand<P> => {
  jobs += 1;
  return { jobId: `job_h0${jobs}`, accountId: steward, fingerprint: 'f', acceptedAt, payload };
};
const at = (secondsAgo: number) => new Date(Date.now() - secondsAgo * 1_000).toISOString();
const door = () => ({ concertId: sale.concertId, performanceId: sale.performanceId, gate: 'A' });
const scan = (code: ScannedCode | null = codes[0] ?? null, change: Partial<CheckIn> = {}) =>
  accept({ ...door(), scanId: randomUUID(), at: null, code, ...change });

async function answer(...commands: AcceptedCommand<CheckIn>[]): Promise<CheckInView[]> {
  const { outcomes } = await decideScans(commands);
  return commands.map(({ jobId }) => {
    const outcome = outcomes.get(jobId)?.outcome;
    if (outcome?.status !== 'succeeded') throw new Error(`${jobId} is ${outcome?.status}`);
    return outcome.result;
  });
}
const results = async (...commands: AcceptedCommand<CheckIn>[]) =>
  (await answer(...commands)).map(({ result }) => result);

async function mergeScans(gate: string, ...items: readonly (readonly [ScannedCode, string, string?])[]) {
  const scans = items.map(([code, time, scanId = randomUUID()]) => ({ code, at: time, scanId }));
  const command = accept({ ...door(), gate, scans });
  const { outcomes } = await merge([command]);
  const outcome = outcomes.get(command.jobId)?.outcome;
  if (outcome?.status !== 'succeeded') throw new Error(`the merge is ${outcome?.status}`);
  return outcome.result.results;
}
const ticket = async ({ ticketId }: ScannedCode) => {
  const [row] = await db.query<{ status: string; used_gate: string | null; used_scan_id: string | null }>(
    'select status, used_gate, used_scan_id from tickets where id = $1',
    [ticketId],
  );
  return row;
};
const first = () => codes[0] as ScannedCode;
/** The reservations of this file were confirmed without a payment. */
const flaws = async () =>
  (await audit(db)).filter(({ check }) => check !== 'captured-money-has-tickets-or-refunds');

describe('check-ins', () => {
  it('write the ticket, the scan and the outcome together', async () => {
    const command = scan();
    const [admitted] = await answer(command);
    expect(admitted).toMatchObject({
      result: 'admitted',
      ticket: { id: first().ticketId, reservationId, seatNumber: 1 },
    });
    const { scanId } = command.payload;
    expect(await ticket(first())).toEqual({ status: 'used', used_gate: 'A', used_scan_id: scanId });
    expect(
      await db.query('select gate, result, offline, account_id from check_ins where scan_id = $1', [scanId]),
    ).toEqual([{ gate: 'A', result: 'admitted', offline: false, account_id: steward }]);
    expect(
      await db.query('select type, outcome from command_outcomes where job_id = $1', [command.jobId]),
    ).toEqual([{ type: 'ticket.check-in', outcome: { status: 'succeeded', result: admitted } }]);
    expect(onScans).toHaveBeenLastCalledWith([expect.objectContaining({ scanId })]);
  });

  it('admit a ticket once, within a run and across runs, and say where the first scan was', async () => {
    expect(await results(scan(), scan(first(), { gate: 'B' }))).toEqual(['admitted', 'already_used']);
    expect(await answer(scan(first(), { gate: 'B' }))).toMatchObject([
      { result: 'already_used', first: { gate: 'A' } },
    ]);
    expect(await flaws()).toEqual([]);
  });

  it('answer a redelivered job, and a scan that comes again in another job, as before', async () => {
    const command = scan();
    const [before] = await answer(command);
    expect(await answer(command, command)).toEqual([before, before]);
    expect(await answer(accept(command.payload))).toEqual([before]);
    expect(await mergeScans('B', [first(), at(60), command.payload.scanId])).toEqual([before]);
  });

  it('refuse what is no ticket, what does not exist, another performance, and old codes', async () => {
    const other = await makeSale(db);
    const unknown = { ...first(), ticketId: 'tkt_none' };
    expect(
      await results(
        scan(null),
        scan(unknown),
        scan(first(), { performanceId: other.performanceId }),
        scan({ ...first(), version: 7 }),
      ),
    ).toEqual(['unknown', 'unknown', 'wrong_performance', 'void']);
    expect(await ticket(first())).toMatchObject({ status: 'valid' });
  });

  it('refuse a cancelled ticket, and wait for a cancellation that is under way', async () => {
    let scanned: Promise<string[]> | undefined;
    await db.transaction(async (tx) => {
      const locked = await lockReservation(tx, reservationId);
      if (!locked) throw new Error('the reservation is gone');
      await applyChange(tx, [locked.reservation], { type: 'reservation.cancelling' });
      scanned = results(scan());
      await vi.waitFor(async () => {
        const waiting = await db.query(
          `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
        );
        expect(waiting).toHaveLength(1);
      });
    });
    expect(await scanned).toEqual(['void']);
  });

  it('without a network: the earliest wins, even over an online scan that was admitted', async () => {
    const online = scan();
    await answer(online);
    const [early, again] = await mergeScans('B', [first(), at(50)], [first(), at(40)]);
    expect([early, again]).toMatchObject([
      { result: 'admitted', overtaken: { gate: 'A' } },
      { result: 'already_used', first: { gate: 'B', at: early?.at } },
    ]);
    const [earliest] = await mergeScans('C', [first(), at(90)]);
    expect(earliest).toMatchObject({ result: 'admitted', overtaken: { gate: 'B' } });
    expect(await ticket(first())).toEqual({
      status: 'used',
      used_gate: 'C',
      used_scan_id: earliest?.scanId,
    });
    expect(await reader.counts(sale.performanceId)).toMatchObject({
      admitted: 1,
      overtaken: 2,
      byGate: [{ gate: 'C', admitted: 1 }],
    });
    expect(await flaws()).toEqual([]);
  });

  it('without a network: a scan that overtakes another of the same batch is written once', async () => {
    const [one, two] = await mergeScans('B', [first(), at(10)], [first(), at(20)]);
    expect([one?.result, two?.result]).toEqual(['already_used', 'admitted']);
  });

  it('without a network: large batches are decided one after another, in order', async () => {
    const batch = () => {
      const scans = Array.from({ length: 500 }, () => ({ code: null, at: at(5), scanId: randomUUID() }));
      return accept({ ...door(), scans });
    };
    const commands = [batch(), batch(), batch()];
    const decided = async (left: typeof commands) => [...(await merge(left)).outcomes.keys()];
    const ids = commands.map(({ jobId }) => jobId);
    expect(await decided(commands)).toEqual(ids.slice(0, 2));
    expect(await decided(commands.slice(2))).toEqual(ids.slice(2));
  });

  it('are not counted, and change nothing, when their transaction fails', async () => {
    await db.query(`alter table check_ins add constraint broken check (gate <> 'Z')`);
    onScans.mockClear();
    await expect(answer(scan(first(), { gate: 'Z' }))).rejects.toThrow(/broken/);
    expect(onScans).not.toHaveBeenCalled();
    await db.query('alter table check_ins drop constraint broken');
    expect(await ticket(first())).toMatchObject({ status: 'valid' });
    expect(await results(scan())).toEqual(['admitted']);
  });
});

describe('the tickets of a performance at the gate', () => {
  it('are counted by status, gate and minute, with a version that grows with every change', async () => {
    const empty = await reader.counts(sale.performanceId);
    expect(empty).toMatchObject({ issued: 3, admitted: 0, void: 0, byGate: [], perMinute: [] });
    await answer(scan(), scan(codes[1], { gate: 'B' }));
    const full = await reader.counts(sale.performanceId);
    expect(full).toMatchObject({
      issued: 3,
      admitted: 2,
      byGate: [
        { gate: 'A', admitted: 1 },
        { gate: 'B', admitted: 1 },
      ],
    });
    expect(full.perMinute.reduce((sum, { admitted }) => sum + admitted, 0)).toBe(2);
    await db.transaction(async (tx) => {
      const locked = await lockReservation(tx, reservationId);
      if (locked) await applyChange(tx, [locked.reservation], { type: 'reservation.cancelling' });
    });
    const cancelled = await reader.counts(sale.performanceId);
    expect(cancelled).toMatchObject({ issued: 3, admitted: 0, void: 3, byGate: [], perMinute: [] });
    expect(empty.version < full.version && full.version < cancelled.version).toBe(true);
    expect((await reader.snapshot(sale.performanceId)).version).toBe(cancelled.version);
  });

  it('are listed with version and status', async () => {
    await answer(scan());
    expect((await reader.snapshot(sale.performanceId)).tickets).toEqual(
      codes.map(({ ticketId }, index) => [ticketId, 1, index === 0 ? 'used' : 'valid']),
    );
    expect(await reader.counts('prf_none')).toMatchObject({ issued: 0, version: 0 });
  });
});
