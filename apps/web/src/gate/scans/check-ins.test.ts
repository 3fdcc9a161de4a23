import { describe, expect, it } from 'vitest';
import type { SignedTicket, TicketList, Verdict } from '../deciding/decide-locally.ts';
import { batchesOf, type CheckInPorts, type GateState, makeCheckIns } from './check-ins.ts';
import type { Scan } from './scan.ts';

const post = { performanceId: 'prf_1', gate: 'A' };
const admitted: Verdict = { result: 'admitted', first: null };
const usedElsewhere: Verdict = {
  result: 'already_used',
  first: { at: '2026-05-01T09:59:00.000Z', gate: 'B' },
};
const ticketOf = (code: string): SignedTicket => ({
  ...{ ticketId: `tkt_${code}`, performanceId: 'prf_1', seatNumber: 7, version: 1 },
});

/** A gate whose API answers with `api.verdict`, or not at all while that is null. */
async function gateWith(kept: Map<string, Scan> = new Map()) {
  const api = { verdict: admitted as Verdict | null, batches: 0, keptWhenSent: [] as string[] };
  const states: GateState[] = [];
  let ids = kept.size;
  const answer = () => {
    if (api.verdict === null) throw new Error('no network');
    return api.verdict;
  };
  const list: TicketList = { performanceId: 'prf_1', tickets: new Map() };
  const ports: CheckInPorts = {
    post,
    startsOnline: true,
    store: {
      put: async (scans) => {
        for (const scan of scans) kept.set(scan.scanId, scan);
      },
      all: async () => [...kept.values()],
    },
    readTicket: async (code) => (code === 'forged' ? null : ticketOf(code)),
    list: () => list,
    record: async ({ scanId }) => {
      if (kept.has(scanId)) api.keptWhenSent.push(scanId);
      return answer();
    },
    recordMany: async (_, scans) => {
      const verdict = answer();
      api.batches += 1;
      return new Map(scans.map(({ scanId }) => [scanId, verdict]));
    },
    nowMs: () => Date.UTC(2026, 4, 1, 10, 0, ids),
    newId: () => `scan-${++ids}`,
    onChange: (state) => states.push(state),
  };
  const gate = await makeCheckIns(ports);
  const scan = async (code: string) => {
    const { verdict, by } = await gate.checkIn(code);
    return `${verdict.result} by ${by}`;
  };
  return { api, gate, kept, scan, state: () => states.at(-1) };
}

describe('check-ins at a gate', () => {
  it('are decided by the API while it answers, and wait for nothing', async () => {
    const { api, scan, state } = await gateWith();
    expect(await scan('a')).toBe('admitted by api');
    api.verdict = usedElsewhere;
    expect(await scan('b')).toBe('already_used by api');
    expect(state()).toMatchObject({ isOnline: true, waiting: 0, doubtful: [] });
  });

  it('are decided by the device without a network, and admit a ticket once', async () => {
    const { api, scan, state } = await gateWith();
    expect(await scan('a')).toBe('admitted by api');
    api.verdict = null;
    expect(await scan('a')).toBe('already_used by device');
    expect(await scan('b')).toBe('admitted by device');
    expect(await scan('b')).toBe('already_used by device');
    expect(await scan('forged')).toBe('unknown by device');
    expect(state()).toMatchObject({ isOnline: false, waiting: 4 });
  });

  it('admit a ticket once when two scans of it overlap', async () => {
    const { api, scan } = await gateWith();
    api.verdict = null;
    const both = await Promise.all([scan('a'), scan('a')]);
    expect(both).toEqual(['admitted by device', 'already_used by device']);
  });

  it('are merged when the network is back, and tell which admitted ones the API refused', async () => {
    const { api, gate, scan, state } = await gateWith();
    api.verdict = null;
    await scan('a');
    await scan('b');
    await expect(gate.merge()).rejects.toThrow('no network');
    expect(state()).toMatchObject({ waiting: 2 });
    api.verdict = usedElsewhere;
    await gate.merge();
    expect(api.batches).toBe(1);
    expect(state()).toMatchObject({ isOnline: true, waiting: 0 });
    expect(state()?.doubtful.map(({ ticketId }) => ticketId)).toEqual(['tkt_b', 'tkt_a']);
  });

  it('are decided by the device while earlier ones wait, also with a network', async () => {
    const first = await gateWith();
    first.api.verdict = null;
    await first.scan('a');
    const { gate, scan } = await gateWith(first.kept);
    expect(await scan('a')).toBe('already_used by device');
    expect(await scan('b')).toBe('admitted by device');
    await gate.merge();
    expect(await scan('c')).toBe('admitted by api');
  });

  it('survive a page that is closed, with what waits and what was admitted', async () => {
    const first = await gateWith();
    first.api.verdict = null;
    await first.scan('a');
    const second = await gateWith(first.kept);
    expect(second.state()).toMatchObject({ waiting: 1 });
    second.api.verdict = null;
    expect(await second.scan('a')).toBe('already_used by device');
    second.api.verdict = admitted;
    await second.gate.merge();
    expect([...second.kept.values()].filter(({ recorded }) => recorded === null)).toEqual([]);
  });

  it('are kept before they are sent, so that a page that ends in between loses none', async () => {
    const { api, scan } = await gateWith();
    await scan('a');
    expect(api.keptWhenSent).toEqual(['scan-1']);
  });
});

describe('batches of a merge', () => {
  const scanOf = (at: number, gate = 'A'): Scan => ({
    ...{ scanId: `s${at}${gate}`, performanceId: 'prf_1', gate, code: 'a', ticketId: null, seatNumber: null },
    ...{ at: new Date(at).toISOString(), shown: admitted, recorded: null },
  });

  it('hold scans of one post in the order of their times, no more than a request takes', () => {
    const batches = batchesOf([scanOf(3), scanOf(1), scanOf(2, 'B'), scanOf(2)], 2);
    expect(batches.map(({ post: { gate }, scans }) => [gate, scans.map(({ scanId }) => scanId)])).toEqual([
      ['A', ['s1A', 's2A']],
      ['A', ['s3A']],
      ['B', ['s2B']],
    ]);
  });
});
