import { expect, test } from 'vitest';
import { drawClockSkew } from './clock-skew.ts';
import { describeFault, durationOf } from './faults.ts';
import { FLEET, peersOf } from './fleet.ts';
import { makePlan } from './make-plan.ts';

const MINUTE_MS = 60_000;

test('the same seed gives the same plan, another seed another', () => {
  expect(makePlan(7, 5 * MINUTE_MS, FLEET)).toEqual(makePlan(7, 5 * MINUTE_MS, FLEET));
  expect(makePlan(8, 5 * MINUTE_MS, FLEET)).not.toEqual(makePlan(7, 5 * MINUTE_MS, FLEET));
});

test('a longer run begins like a shorter one', () => {
  const short = makePlan(3, MINUTE_MS, FLEET);
  expect(makePlan(3, 3 * MINUTE_MS, FLEET).slice(0, short.length)).toEqual(short);
});

test('the clock of one process is wrong, which one is up to the seed', () => {
  expect(drawClockSkew(7, FLEET)).toEqual(drawClockSkew(7, FLEET));
  const skews = Array.from({ length: 100 }, (_, seed) => drawClockSkew(seed, FLEET));
  expect(new Set(skews.map(({ process }) => process)).size).toBeGreaterThan(8);
  for (const { ms } of skews) expect(Math.abs(ms)).toBeLessThanOrEqual(2_500);
});

test('faults come one after another, leave time to recover, and end within the run', () => {
  for (let seed = 0; seed < 50; seed += 1) {
    const plan = makePlan(seed, MINUTE_MS, FLEET);
    expect(plan.length).toBeGreaterThan(3);
    plan.forEach(({ atMs, fault }, index) => {
      const next = plan[index + 1];
      if (next) expect(next.atMs - atMs - durationOf(fault)).toBeGreaterThanOrEqual(5_000);
      expect(atMs + durationOf(fault)).toBeLessThanOrEqual(MINUTE_MS - 4_000);
    });
  }
});

test('a long run has every kind of fault, and only disturbs connections that a process has', () => {
  const faults = makePlan(1, 30 * MINUTE_MS, FLEET).map(({ fault }) => fault);
  expect(new Set(faults.map(({ kind }) => kind)).size).toBe(14);
  for (const fault of faults.flatMap((each) => (each.kind === 'both' ? each.faults : [each]))) {
    if ('peer' in fault && fault.process !== null) expect(peersOf(fault.process)).toContain(fault.peer);
    expect(describeFault(fault)).not.toContain('undefined');
  }
});
