import fc from 'fast-check';
import { describe, it } from 'vitest';
import type { CheckInView } from './commands.ts';
import { decideScans, type RecordedScan, type Scan, type TicketAtGate } from './decide-scans.ts';

const OPENING_MS = Date.UTC(2026, 4, 1, 18);
const TICKETS = ['tkt_1', 'tkt_2', 'tkt_3'] as const;

const ticket = fc.constantFrom(...TICKETS);
const scanned = {
  ticket,
  gate: fc.constantFrom('A', 'B'),
  /** Seconds after the opening: clocks of devices follow no order. */
  second: fc.nat(20),
  /** How many versions the code is older than the ticket. */
  older: fc.constantFrom(0, 0, 0, 1),
};
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('online' as const), ...scanned }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('offline' as const),
      items: fc.array(fc.record(scanned), { minLength: 1, maxLength: 5 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('again' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), ticket }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('move' as const), ticket }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'commit' as const }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** The tables of the door, and every scan as it was answered. */
function openDoor({ commitEach }: { readonly commitEach: boolean }) {
  const tickets = new Map<string, TicketAtGate>(
    TICKETS.map((id, index) => [
      id,
      {
        id,
        reservationId: 'res_1',
        performanceId: 'prf_1',
        seatNumber: index + 1,
        version: 1,
        status: 'valid',
        admission: null,
      },
    ]),
  );
  const recorded = new Map<string, RecordedScan & { readonly scan: Scan }>();
  const overtaken = new Set<string>();
  const answered: { readonly scan: Scan; readonly answer: CheckInView }[] = [];
  const outdated = new Set<string>();
  let run: Scan[] = [];
  let scans = 0;

  const find = (id: string): TicketAtGate => tickets.get(id) as TicketAtGate;
  const commit = () => {
    const decided = decideScans({ tickets, scans: recorded }, run);
    for (const each of decided.admitted) tickets.set(each.id, each);
    for (const each of decided.recorded) recorded.set(each.scanId, each);
    for (const scanId of decided.overtaken) overtaken.add(scanId);
    run.forEach((scan, at) => {
      answered.push({ scan, answer: decided.answers[at] as CheckInView });
    });
    run = [];
  };
  const put = (mode: Scan['mode'], of: { ticket: string; gate: string; second: number; older: number }) => {
    const { id: ticketId, performanceId, seatNumber, version } = find(of.ticket);
    scans += 1;
    const scanId = `scan-${scans}`;
    if (of.older > 0) outdated.add(scanId);
    run.push({
      scanId,
      performanceId,
      gate: of.gate,
      accountId: 'usr_1',
      mode,
      at: new Date(OPENING_MS + of.second * 1_000),
      clamped: null,
      code: { ticketId, performanceId, seatNumber, version: version - of.older },
    });
    if (commitEach) commit();
  };
  const change = (id: string, by: Partial<TicketAtGate>) => {
    commit();
    const old = find(id);
    if (old.status !== 'void') tickets.set(id, { ...old, version: old.version + 1, ...by });
  };
  const take = (next: Step) => {
    switch (next.kind) {
      case 'online':
        return put('online', next);
      case 'offline':
        return [...next.items]
          .sort((one, other) => one.second - other.second)
          .forEach((item) => {
            put('offline', item);
          });
      case 'again': {
        const all = [...answered.map(({ scan }) => scan), ...run];
        const scan = all[next.which % Math.max(1, all.length)];
        if (scan) run.push(scan);
        return commitEach ? commit() : undefined;
      }
      case 'cancel':
        return change(next.ticket, { status: 'void' });
      case 'move':
        return change(next.ticket, { seatNumber: find(next.ticket).seatNumber + 10 });
      case 'commit':
        return commit();
    }
  };
  return { take, commit, find, recorded, overtaken, answered, outdated };
}

function play(steps: readonly Step[], options = { commitEach: false }) {
  const door = openDoor(options);
  for (const next of steps) door.take(next);
  door.commit();
  return door;
}

const steps = fc.array(step, { minLength: 1, maxLength: 40 });
const holds = (check: (door: ReturnType<typeof play>, steps: readonly Step[]) => void) =>
  fc.assert(
    fc.property(steps, (taken) => check(play(taken), taken)),
    { numRuns: 1_000 },
  );
const isTrue = (truth: boolean, what: string) => {
  if (!truth) throw new Error(what);
};

describe('any order of scans at two gates, cancellations, moves, merges and repetitions', () => {
  it('admits a ticket at most once, and its row names the admitted scan', () => {
    holds((door) => {
      for (const id of TICKETS) {
        const admitted = [...door.recorded.values()].filter(
          ({ ticketId, scanId, answer }) =>
            ticketId === id && answer.result === 'admitted' && !door.overtaken.has(scanId),
        );
        const { status, admission } = door.find(id);
        isTrue(admitted.length <= 1, `${id} has ${admitted.length} admitted scans`);
        isTrue(admitted[0]?.scanId === admission?.scanId, `${id} names another scan`);
        isTrue((status === 'used') === (admission !== null) || status === 'void', `${id} is ${status}`);
      }
    });
  });

  it('refuses every code of an earlier version as void', () => {
    holds((door) => {
      for (const { scanId, answer } of door.recorded.values()) {
        if (door.outdated.has(scanId)) isTrue(answer.result === 'void', `${scanId} is ${answer.result}`);
      }
    });
  });

  it('never admits an online scan of a ticket that anybody used before', () => {
    holds((door) => {
      const used = new Set<string>();
      for (const { scan, answer } of door.answered.filter(isFirstOf(door.answered))) {
        if (answer.result !== 'admitted') continue;
        const id = scan.code?.ticketId ?? '';
        isTrue(scan.mode === 'offline' || !used.has(id), `${scan.scanId} was admitted second`);
        isTrue(used.has(id) === (answer.overtaken !== null), `${scan.scanId}: wrong overtaken scan`);
        used.add(id);
      }
    });
  });

  it('says who was first: the earliest of the admitted scans and of all that were refused as used', () => {
    holds((door) => {
      for (const { ticketId, answer, scan } of door.recorded.values()) {
        const first = door.find(ticketId ?? '').admission;
        if (answer.result === 'admitted') isTrue(first !== null && first.at <= scan.at, 'not the earliest');
        if (answer.result !== 'already_used') continue;
        isTrue(first !== null && (scan.mode === 'online' || first.at <= scan.at), 'an earlier one lost');
        const named = [...door.recorded.values()].some(
          (other) =>
            other.ticketId === ticketId &&
            other.answer.result === 'admitted' &&
            other.answer.at === answer.first?.at &&
            other.scan.gate === answer.first.gate,
        );
        isTrue(named, `${scan.scanId} names a first scan that does not exist`);
      }
    });
  });

  it('gives a repeated scan the same answer, and the same answers however scans are put together', () => {
    holds((door, taken) => {
      const answers = new Map<string, string>();
      for (const { scan, answer } of door.answered) {
        const text = JSON.stringify(answer);
        isTrue((answers.get(scan.scanId) ?? text) === text, `${scan.scanId} was answered twice`);
        answers.set(scan.scanId, text);
      }
      const alone = play(taken, { commitEach: true });
      isTrue(
        JSON.stringify(alone.answered) === JSON.stringify(door.answered),
        'a transaction of its own for each scan gives other answers',
      );
    });
  });
});

function isFirstOf(all: readonly { readonly scan: Scan }[]) {
  const firsts = new Map<string, unknown>();
  for (const each of all) if (!firsts.has(each.scan.scanId)) firsts.set(each.scan.scanId, each);
  return (each: { readonly scan: Scan }) => firsts.get(each.scan.scanId) === each;
}
