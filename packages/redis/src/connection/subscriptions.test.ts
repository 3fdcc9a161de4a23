import { EventEmitter } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import type { RedisClient } from './connection.ts';
import { makeSubscriptions } from './subscriptions.ts';

type Listener = (text: string) => void;

function subscribing() {
  const subscribe = vi.fn(async (..._: string[]): Promise<unknown> => 1);
  const unsubscribe = vi.fn(async (_: string): Promise<unknown> => 1);
  const redis = Object.assign(new EventEmitter(), { status: 'connecting', subscribe, unsubscribe });
  const onGap = vi.fn();
  const subscriptions = makeSubscriptions<Listener>(
    redis as unknown as RedisClient,
    (text, listeners) => {
      for (const listener of listeners) listener(text);
    },
    onGap,
  );
  return { subscriptions, listen: subscriptions.listen, redis, sent: subscribe, unsubscribe, onGap };
}

test('delivers a message to the listeners of its channel only', async () => {
  const { listen, redis } = subscribing();
  const [first, second, other] = [vi.fn(), vi.fn(), vi.fn()];
  listen('a', first);
  listen('a', second);
  listen('b', other);
  redis.emit('message', 'a', 'news');
  expect(first.mock.calls).toEqual([['news']]);
  expect(second.mock.calls).toEqual([['news']]);
  expect(other).not.toHaveBeenCalled();
});

test('confirms each listener by a subscription of its own', async () => {
  const { listen, sent } = subscribing();
  const { promise, resolve } = Promise.withResolvers<unknown>();
  await listen('a', vi.fn()).active;
  sent.mockReturnValueOnce(promise);
  const confirmed = vi.fn();
  void listen('a', vi.fn()).active.then(confirmed);
  await turn();
  expect(confirmed).not.toHaveBeenCalled();
  resolve(1);
  await vi.waitFor(() => expect(confirmed).toHaveBeenCalled());
});

test('unsubscribes when the last listener stops, once', async () => {
  const { listen, unsubscribe, redis } = subscribing();
  const heard = vi.fn();
  const [first, last] = [listen('a', vi.fn()), listen('a', heard)];
  first.stop();
  first.stop();
  expect(unsubscribe).not.toHaveBeenCalled();
  last.stop();
  last.stop();
  expect(unsubscribe.mock.calls).toEqual([['a']]);
  redis.emit('message', 'a', 'late');
  expect(heard).not.toHaveBeenCalled();
});

test('lets a listener that stopped end no newer subscription to the same channel', async () => {
  const { listen, unsubscribe } = subscribing();
  const old = listen('a', vi.fn());
  old.stop();
  listen('a', vi.fn());
  old.stop();
  expect(unsubscribe).toHaveBeenCalledTimes(1);
});

test('subscribes a new connection again, and reports the gap once that is confirmed', async () => {
  const { listen, redis, sent, onGap } = subscribing();
  const listener = vi.fn();
  listen('a', listener);
  listen('b', vi.fn());
  sent.mockClear();
  sent.mockRejectedValueOnce(new Error('broken again'));
  redis.emit('ready');
  await turn();
  expect(onGap).not.toHaveBeenCalled();
  redis.emit('ready');
  await turn();
  expect(sent.mock.calls).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
  expect(onGap.mock.calls).toEqual([[[listener]], [[expect.any(Function)]]]);
});

test('forgets a listener whose subscription is refused', async () => {
  const { subscriptions, sent, redis, unsubscribe } = subscribing();
  sent.mockRejectedValueOnce(new Error('refused'));
  const heard = vi.fn();
  await expect(subscriptions.subscribe('a', heard)).rejects.toThrow('refused');
  redis.emit('message', 'a', 'news');
  expect(heard).not.toHaveBeenCalled();
  expect(unsubscribe.mock.calls).toEqual([['a']]);
});

test('reports one gap when following begins, with or without a connection', async () => {
  const waiting = subscribing();
  waiting.subscriptions.follow('a', vi.fn());
  await turn();
  expect(waiting.onGap).not.toHaveBeenCalled();
  waiting.redis.emit('ready');
  await turn();
  expect(waiting.onGap).toHaveBeenCalledTimes(1);

  const connected = subscribing();
  connected.redis.status = 'ready';
  connected.subscriptions.follow('a', vi.fn());
  await turn();
  expect(connected.onGap).toHaveBeenCalledTimes(1);
});
