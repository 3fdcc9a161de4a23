import { expect, test, vi } from 'vitest';
import { makeGatewaySlots } from './gateway-slots.ts';

/** A line whose calls end by hand, in the order in which they began. */
function makeLine(slots: number, waiting: number) {
  const clock = { ms: 0 };
  const line = makeGatewaySlots(slots, { waiting, waitMs: 100, nowMs: () => clock.ms });
  const began: number[] = [];
  const ends: (() => void)[] = [];
  const enter = (id: number) => {
    const place = line.tryEnter();
    const call = () =>
      place?.call(() => {
        began.push(id);
        return new Promise<number>((resolve) => ends.push(() => resolve(id)));
      });
    return place && { call, leave: place.leave };
  };
  return { clock, began, ends, enter };
}

test('has no more calls at once than slots, and makes the others in order', async () => {
  const { began, ends, enter } = makeLine(2, 2);
  const answers = [1, 2, 3, 4].map((id) => enter(id)?.call());
  await Promise.resolve();
  expect(began).toEqual([1, 2]);
  ends[1]?.();
  expect(await answers[1]).toBe(2);
  expect(began).toEqual([1, 2, 3]);
  ends[0]?.();
  ends[2]?.();
  await answers[2];
  expect(began).toEqual([1, 2, 3, 4]);
  ends[3]?.();
  expect(await Promise.all(answers)).toEqual([1, 2, 3, 4]);
});

test('needs a slot only during a call, and a place until it is left', async () => {
  const { began, ends, enter } = makeLine(1, 1);
  const [first, second] = [enter(1), enter(2)];
  expect(enter(3)).toBeNull();
  const answers = [first?.call(), second?.call()];
  await Promise.resolve();
  ends[0]?.();
  await answers[0];
  expect(began).toEqual([1, 2]);
  expect(enter(3)).toBeNull();
  first?.leave();
  first?.leave();
  expect(enter(3)).not.toBeNull();
  expect(enter(4)).toBeNull();
});

test('begins no call that has waited too long', async () => {
  const { clock, began, ends, enter } = makeLine(1, 2);
  const first = enter(1)?.call();
  const late = enter(2)?.call();
  clock.ms = 50;
  const inTime = enter(3)?.call();
  clock.ms = 101;
  await vi.waitFor(() => expect(began).toEqual([1]));
  ends[0]?.();
  expect([await first, await late]).toEqual([1, null]);
  await vi.waitFor(() => expect(began).toEqual([1, 3]));
  ends[1]?.();
  expect(await inTime).toBe(3);
});

test('gives the slot of a failed call to the next', async () => {
  const slots = makeGatewaySlots(1);
  const failed = slots.tryEnter()?.call(() => Promise.reject(new Error('away')));
  await expect(failed).rejects.toThrow('away');
});
