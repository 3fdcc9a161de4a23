import { expect, it, vi } from 'vitest';
import { Stopper } from './stop-signal.ts';

it('calls its listener when it aborts, and no listener that was removed', () => {
  const [stopper, quiet] = [new Stopper(), new Stopper()];
  const [listener, removed] = [vi.fn(), vi.fn()];
  stopper.addEventListener('abort', listener);
  quiet.addEventListener('abort', removed);
  quiet.removeEventListener('abort', removed);
  for (const each of [stopper, quiet]) each.abort();
  expect([listener.mock.calls.length, removed.mock.calls.length]).toEqual([1, 0]);
  expect([stopper.aborted, quiet.aborted]).toEqual([true, true]);
});

it('refuses a second listener, which would replace the first', () => {
  const stopper = new Stopper();
  stopper.addEventListener('abort', () => undefined);
  expect(() => stopper.addEventListener('abort', () => undefined)).toThrow('second');
});
