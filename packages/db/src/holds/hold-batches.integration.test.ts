import type { SeatRequest } from '@concert-mania/core/holds/commands';
import { makeAccount, makeSale, type Sale } from '@concert-mania/testkit/data/builders';
import { describe, expect, it, vi } from 'vitest';
import { makeOutcomeStore, recordFailure } from '../events/outcomes.ts';
import { IS_LIVE } from '../reservations/live-reservations.ts';
import { applyChange, lockReservation } from '../reservations/reservation-changes.ts';
import { lockSeatLimits } from '../reservations/seat-limits.ts';
import { SeatsMoved } from './hold-batches.ts';
import { codes, command, db, decideNow, fan, hold, owners, sale, seats } from './testing/batches.ts';

describe('a batch of holds', () => {
  it('writes seats, reservation, event and outcome together', async () => {
    const asked = command(seats(3, 1));
    const outcome = (await hold(asked)).get(asked.jobId);
    expect(outcome).toMatchObject({ status: 'succeeded', result: { reservation: { status: 'held' } } });
    const [reservation] = await db.query<{
      id: string;
      seat_count: number;
      total_amount: number;
      left: number;
    }>(
      `select id, seat_count, total_amount, extract(epoch from expires_at - created_at)::int as left
       from reservations where account_id = $1`,
      [fan],
    );
    expect(reservation).toMatchObject({ seat_count: 2, total_amount: 300_000, left: 600 });
    expect(await owners()).toEqual([
      { seat_number: 1, reservation_id: reservation?.id },
      { seat_number: 3, reservation_id: reservation?.id },
    ]);
    expect(
      await db.query('select version, type from domain_events where stream = $1', [reservation?.id]),
    ).toEqual([{ version: 1, type: 'reservation.held' }]);
    expect(await db.query('select outcome from command_outcomes where job_id = $1', [asked.jobId])).toEqual([
      { outcome },
    ]);
  });

  it('gives a seat to the first accepted command, within a batch and across batches', async () => {
    expect(codes(await hold(command(seats(1)), command(seats(1, 2)), command(seats(2))))).toEqual([
      'held',
      'seat_unavailable',
      'held',
    ]);
    expect(codes(await hold(command(seats(2))))).toEqual(['seat_unavailable']);
  });

  it('holds no seat that is not for sale, named or chosen, even if it was just blocked', async () => {
    const best = (): SeatRequest => ({
      bestAvailable: { quantity: 2, adjacent: true, preventOrphans: true, accessible: 0 },
    });
    const chosen = async () => {
      const asked = command(best(), { accountId: await makeAccount(db) });
      const outcome = (await hold(asked)).get(asked.jobId);
      const of = await db.query<{ seat_number: number }>(
        `select seat_number from seats s join reservations r on r.id = s.reservation_id
         where r.account_id = $1 order by 1`,
        [asked.accountId],
      );
      return outcome?.status === 'succeeded' ? of.map((row) => row.seat_number) : outcome;
    };
    const block = (numbers: readonly number[]) =>
      db.query(
        `update seats set not_for_sale = 'blocked' where performance_id = $1 and seat_number = any($2)`,
        [sale.performanceId, numbers],
      );
    await block([1]);
    expect(codes(await hold(command(seats(1)), command(seats(1, 2)), command(seats(2))))).toEqual([
      'seat_unavailable',
      'seat_unavailable',
      'held',
    ]);
    const [first] = (await chosen()) as readonly number[];
    // The free seats are in memory now, and counted anew after 30 ms.
    await block(Array.from({ length: 40 }, (_, index) => index + 1).filter((n) => n !== first && n < 39));
    const fault = async (error: unknown) => {
      expect(error).toBeInstanceOf(SeatsMoved);
      return chosen();
    };
    expect(await chosen().catch(fault)).toEqual([39, 40]);
    expect(await chosen()).toMatchObject({ error: { code: 'not_enough_seats' } });
  });

  it('waits for a transaction that counts the seats of accounts', async () => {
    let holding: ReturnType<typeof hold> | undefined;
    await db.transaction(async (tx) => {
      await lockSeatLimits(tx, sale.performanceId);
      holding = hold(command(seats(1)));
      await vi.waitFor(async () => {
        const waiting = await db.query(
          `select 1 from pg_locks where locktype = 'advisory' and not granted
           and database = (select oid from pg_database where datname = current_database())`,
        );
        expect(waiting).toHaveLength(1);
      });
      expect(await owners()).toEqual([]);
    });
    expect(codes((await holding) ?? new Map())).toEqual(['held']);
  });

  it('answers a redelivered command with its recorded outcome and time and changes nothing', async () => {
    const asked = command(seats(1));
    const first = await decideNow(asked);
    expect(await decideNow(asked, asked)).toEqual(first);
    expect(first.get(asked.jobId)?.decidedAt).toEqual(
      (await makeOutcomeStore(db).findOutcome(asked.jobId))?.finishedAt,
    );
    expect(await owners()).toHaveLength(1);
  });

  it('keeps the outcome of a job whose key is reused with another body after Redis was lost', async () => {
    const asked = command(seats(1));
    const first = await hold(asked);
    const again = { ...asked, fingerprint: 'other', payload: { ...asked.payload, ...seats(2) } };
    expect(await hold(again)).toEqual(first);
    expect(await owners()).toHaveLength(1);
  });

  it('decides a given-up job that is retried by hand', async () => {
    const asked = command(seats(1));
    await recordFailure(db, { ...asked, type: 'reservation.hold' });
    const outcomes = makeOutcomeStore(db);
    expect((await outcomes.findOutcome(asked.jobId))?.status).toBe('failed');
    expect(codes(await hold(asked))).toEqual(['held']);
    await recordFailure(db, { ...asked, type: 'reservation.hold' });
    expect((await outcomes.findOutcome(asked.jobId))?.status).toBe('succeeded');
  });

  it('counts live seats of earlier batches towards the limit, until they are released', async () => {
    const first = command(seats(1, 2, 3));
    const outcome = (await hold(first)).get(first.jobId);
    expect(codes(await hold(command(seats(4, 5))))).toEqual(['seat_limit_exceeded']);
    const held = outcome?.status === 'succeeded' ? outcome.result.reservation : null;
    await db.transaction(async (tx) => {
      const locked = await lockReservation(tx, held?.id ?? '');
      if (locked) await applyChange(tx, [locked.reservation], { type: 'reservation.released' });
    });
    expect(codes(await hold(command(seats(1, 2, 4, 5))))).toEqual(['held']);
  });

  it('chooses the best of the free seats', async () => {
    const best = (quantity: number): SeatRequest => ({
      bestAvailable: { quantity, adjacent: true, preventOrphans: true, accessible: 0 },
    });
    const other = await makeAccount(db);
    await hold(command(best(4)), command(best(4), { accountId: other }));
    const taken = await owners();
    expect(new Set(taken.map((row) => row.seat_number)).size).toBe(8);
    expect(new Set(taken.map((row) => row.reservation_id)).size).toBe(2);
  });

  it('serves a request with just freed seats instead of refusing it', async () => {
    const small = await makeSale(db, { seats: 8 });
    const best = (accountId: string) =>
      command(seats(1), {
        accountId,
        payload: {
          concertId: small.concertId,
          performanceId: small.performanceId,
          queueToken: null,
          request: {
            bestAvailable: { quantity: 4, grade: 'VIP', adjacent: true, preventOrphans: true, accessible: 0 },
          },
        },
      });
    const [first, second, third] = [fan, await makeAccount(db), await makeAccount(db)];
    const outcome = [...(await hold(best(first))).values()][0];
    expect(codes(await hold(best(second)))).toEqual(['not_enough_seats']);
    const held = outcome?.status === 'succeeded' ? outcome.result.reservation : null;
    await db.transaction(async (tx) => {
      const locked = await lockReservation(tx, held?.id ?? '');
      if (locked) await applyChange(tx, [locked.reservation], { type: 'reservation.released' });
    });
    expect(codes(await hold(best(third)))).toEqual(['held']);
  });

  it('seats 160 parties of one to four in a house of 500 without a refusal', async () => {
    const house = await makeSale(db, { seats: 500 });
    const parties = await Promise.all(
      Array.from({ length: 160 }, async (_, party) =>
        command(seats(1), {
          accountId: await makeAccount(db),
          payload: {
            concertId: house.concertId,
            performanceId: house.performanceId,
            queueToken: null,
            request: {
              bestAvailable: {
                quantity: 1 + ((party * 7) % 4),
                adjacent: true,
                preventOrphans: true,
                accessible: 0,
              },
            },
          },
        }),
      ),
    );
    expect(new Set(codes(await hold(...parties)))).toEqual(new Set(['held']));
  });

  it('keeps the sale window by the clock of the database', async () => {
    const early = await makeSale(db, {
      opensAt: new Date(Date.now() + 60_000),
      closesAt: new Date(Date.now() + 120_000),
    });
    const late = await makeSale(db, {
      opensAt: new Date(Date.now() - 120_000),
      closesAt: new Date(Date.now() - 60_000),
    });
    const at = (where: Sale) =>
      command(seats(1), {
        payload: {
          concertId: where.concertId,
          performanceId: where.performanceId,
          queueToken: null,
          request: seats(1),
        },
      });
    expect(codes(await hold(at(early), at(late)))).toEqual(['sale_not_open', 'sale_closed']);
  });

  it('leaves no trace of a batch that could not be written', async () => {
    const asked = command(seats(1));
    const poison = { ...command(seats(2)), acceptedAt: new Date(Number.NaN) };
    await expect(hold(asked, poison)).rejects.toThrow();
    expect(await owners()).toEqual([]);
    expect(codes(await hold(asked))).toEqual(['held']);
  });

  it('cannot give an owned seat to another reservation, even by a direct write', async () => {
    await hold(command(seats(1)));
    await expect(
      db.query(
        `update seats set reservation_id = 'res_thief' where performance_id = $1 and seat_number = 1`,
        [sale.performanceId],
      ),
    ).rejects.toMatchObject({ code: '23505', constraint: 'seats_one_live_reservation' });
  });

  it('finds the seats, reservations and outcomes of a batch by index', async () => {
    await db.query('analyze seats, reservations, command_outcomes');
    const plan = async (text: string, values: readonly unknown[]) => {
      const rows = await db.transaction(async (tx) => {
        await tx.query('set local enable_seqscan = off');
        return tx.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values);
      });
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    };
    expect(
      await plan('select 1 from seats where performance_id = $1 and seat_number = any($2) for update', [
        sale.performanceId,
        [1, 2],
      ]),
    ).toContain('seats_pkey');
    expect(
      await plan(
        `select 1 from reservations where account_id = any($1) and performance_id = any($2) and ${IS_LIVE}`,
        [[fan], [sale.performanceId]],
      ),
    ).toContain('reservations_live');
    expect(await plan('select 1 from command_outcomes where job_id = any($1)', [['job']])).toContain(
      'command_outcomes_pkey',
    );
    expect(
      await plan(`select 1 from reservations where expires_at < now() and status in ('held', 'paying')`, []),
    ).toContain('reservations_overdue');
  });
});
