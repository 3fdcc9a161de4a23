import { describe, expect, it } from 'vitest';
import { oneScan, scansWithoutNetwork } from './check-in-kinds.ts';
import { boundScanTime, OLDEST_SCAN_MS } from './scan-time.ts';

const ACCEPTED = new Date('2026-05-01T18:00:00.000Z');
const earlier = (ms: number) => new Date(ACCEPTED.getTime() - ms).toISOString();
const place = { concertId: 'con_1', performanceId: 'prf_1', gate: 'A' };

describe('the time of a scan', () => {
  it.each([
    [null, 'online', earlier(0), null],
    [earlier(1_000), 'online', earlier(1_000), null],
    [earlier(-1), 'online', earlier(0), 'future'],
    [earlier(OLDEST_SCAN_MS.online), 'online', earlier(OLDEST_SCAN_MS.online), null],
    [earlier(OLDEST_SCAN_MS.online + 1), 'online', earlier(OLDEST_SCAN_MS.online), 'too_old'],
    [earlier(OLDEST_SCAN_MS.online + 1), 'offline', earlier(OLDEST_SCAN_MS.online + 1), null],
    [earlier(OLDEST_SCAN_MS.offline + 1), 'offline', earlier(OLDEST_SCAN_MS.offline), 'too_old'],
    [earlier(-60_000), 'offline', earlier(0), 'future'],
  ] as const)('is bounded by its acceptance: %s %s', (sent, mode, at, clamped) => {
    expect(boundScanTime(sent, ACCEPTED, mode)).toEqual({ at: new Date(at), clamped });
  });
});

describe('a batch of scans', () => {
  const scans = [3, 1, 2].map((minutes) => ({
    scanId: `scan-${minutes}`,
    code: null,
    at: earlier(minutes * 60_000),
  }));
  const payload = { ...place, scans };

  it('is decided in the order of time and answered in the order of its items', () => {
    const decided = scansWithoutNetwork.scansOf({ payload, accountId: 'usr_1', acceptedAt: ACCEPTED });
    expect(decided.map(({ scanId }) => scanId)).toEqual(['scan-3', 'scan-2', 'scan-1']);
    const answers = new Map(decided.map((scan) => [scan.scanId, { scanId: scan.scanId } as never]));
    expect(scansWithoutNetwork.outcomeOf({ payload, acceptedAt: ACCEPTED }, answers)).toEqual({
      status: 'succeeded',
      result: { results: scans.map(({ scanId }) => ({ scanId })) },
    });
  });
});

it('a scan of a batch without a readable id or time is unknown, and stops no other', () => {
  const at = earlier(60_000);
  const scans = [
    { scanId: 'scan-1', code: null, at: null },
    { scanId: null, code: null, at },
    { scanId: 'scan-2', code: null, at },
  ];
  const command = { payload: { ...place, scans }, accountId: 'usr_1' as const, acceptedAt: ACCEPTED };
  expect(scansWithoutNetwork.scansOf(command)).toMatchObject([{ scanId: 'scan-2' }]);
  const answers = new Map([['scan-2', { scanId: 'scan-2', result: 'admitted' } as never]]);
  expect(scansWithoutNetwork.outcomeOf(command, answers)).toMatchObject({
    result: {
      results: [
        { scanId: 'scan-1', result: 'unknown', ticket: null, at: ACCEPTED.toISOString() },
        { scanId: null, result: 'unknown' },
        { scanId: 'scan-2', result: 'admitted' },
      ],
    },
  });
});

it('a single scan without a time counts from its acceptance', () => {
  const payload = { ...place, scanId: 'scan-1', code: null, at: null };
  expect(oneScan.scansOf({ payload, accountId: 'usr_1', acceptedAt: ACCEPTED })).toMatchObject([
    { mode: 'online', at: ACCEPTED },
  ]);
});
