import { describe, expect, it } from 'vitest';
import { decideScans, type Scan, type TicketAtGate } from './decide-scans.ts';

const AT = (second: number) => new Date(Date.UTC(2026, 4, 1, 18, 0, second));
const ticket: TicketAtGate = {
  id: 'tkt_1',
  reservationId: 'res_1',
  performanceId: 'prf_1',
  seatNumber: 7,
  version: 2,
  status: 'valid',
  admission: null,
};
const code = { ticketId: 'tkt_1', performanceId: 'prf_1', seatNumber: 7, version: 2 };
let scans = 0;
const scan = (change: Partial<Scan> = {}): Scan => {
  scans += 1;
  const scanId = `scan-${scans}`;
  return {
    scanId,
    performanceId: 'prf_1',
    gate: 'A',
    accountId: 'usr_1',
    mode: 'online',
    at: AT(scans),
    clamped: null,
    code,
    ...change,
  };
};
const decide = (tickets: readonly TicketAtGate[], ...asked: readonly Scan[]) =>
  decideScans({ tickets: new Map(tickets.map((each) => [each.id, each])), scans: new Map() }, asked);

describe('scans at the gates', () => {
  it('admit the first of two, and tell the second when and where the first was', () => {
    const [one, two] = [scan({ gate: 'A' }), scan({ gate: 'B' })];
    const { answers, admitted, overtaken } = decide([ticket], one, two);
    expect(answers).toMatchObject([
      { result: 'admitted', ticket: { id: 'tkt_1', seatNumber: 7 }, first: null, at: one.at.toISOString() },
      { result: 'already_used', first: { at: one.at.toISOString(), gate: 'A' } },
    ]);
    expect(admitted).toEqual([
      { ...ticket, status: 'used', admission: { scanId: one.scanId, at: one.at, gate: 'A' } },
    ]);
    expect(overtaken).toEqual([]);
  });

  it('prefer a scan without a network that is earlier in time, and name the one that it overtook', () => {
    const [early, late] = [AT(1), AT(2)];
    const online = scan({ at: late });
    const offline = scan({ at: early, gate: 'B', mode: 'offline' });
    const { answers, admitted, overtaken } = decide([ticket], online, offline);
    expect(answers.map(({ result }) => result)).toEqual(['admitted', 'admitted']);
    expect(answers[1]?.overtaken).toEqual({ at: late.toISOString(), gate: 'A' });
    expect(admitted).toMatchObject([{ admission: { scanId: offline.scanId, gate: 'B' } }]);
    expect(overtaken).toEqual([online.scanId]);
  });

  it('do not prefer an online scan by its time: the order of acceptance counts', () => {
    const { answers } = decide([ticket], scan({ at: AT(9) }), scan({ at: AT(1) }));
    expect(answers.map(({ result }) => result)).toEqual(['admitted', 'already_used']);
  });

  it('prefer the one decided first of two with the same time', () => {
    const same = { at: AT(1), mode: 'offline' } as const;
    expect(decide([ticket], scan(same), scan(same)).answers[1]?.result).toBe('already_used');
  });

  it('answer a repeated scan as before, even after another one overtook it', () => {
    const online = scan({ at: AT(5) });
    const earlier = scan({ at: AT(1), mode: 'offline' });
    const { answers } = decide([ticket], online, earlier, online);
    expect(answers[2]).toEqual(answers[0]);
  });

  it.each<[string, Partial<TicketAtGate>, Partial<Scan>, string]>([
    ['a code that is no ticket code', {}, { code: null }, 'unknown'],
    ['a ticket that does not exist', {}, { code: { ...code, ticketId: 'tkt_2' } }, 'unknown'],
    ['another performance', {}, { performanceId: 'prf_2' }, 'wrong_performance'],
    ['a cancelled ticket', { status: 'void', version: 3 }, {}, 'void'],
    ['the old code of a moved ticket', { version: 3, seatNumber: 8 }, {}, 'void'],
    [
      'the old code of a used, moved ticket',
      { version: 3, status: 'used', admission: { scanId: 's', at: AT(1), gate: 'A' } },
      {},
      'void',
    ],
    ['a code of another seat', {}, { code: { ...code, seatNumber: 8 } }, 'unknown'],
    [
      'a code of another performance with the id of this ticket',
      {},
      { code: { ...code, performanceId: 'prf_2' } },
      'unknown',
    ],
  ])('refuse %s and change nothing', (_, change, asked, result) => {
    const decided = decide([{ ...ticket, ...change }], scan(asked));
    expect(decided.answers[0]).toMatchObject({ result, first: null });
    expect([decided.admitted, decided.overtaken]).toEqual([[], []]);
    expect(decided.recorded).toHaveLength(1);
  });

  it('refuse a scan id that was used for another ticket', () => {
    const other = { ...ticket, id: 'tkt_2', seatNumber: 8 };
    const first = scan();
    const second = { ...first, code: { ...code, ticketId: 'tkt_2', seatNumber: 8 } };
    const decided = decide([ticket, other], first, second);
    expect(decided.answers.map(({ result }) => result)).toEqual(['admitted', 'unknown']);
    expect(decided.admitted.map(({ id }) => id)).toEqual(['tkt_1']);
  });
});
