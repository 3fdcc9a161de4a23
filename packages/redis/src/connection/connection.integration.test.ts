import { ownRedisServers } from '@concert-mania/testkit/servers/own-redis';
import { startTcpProxy, type TcpProxy } from '@concert-mania/testkit/servers/tcp-proxy';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { Queue, Worker } from 'bullmq';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { isRedisUnavailable } from './availability.ts';
import { openPatientRedis, openPromptRedis, type RedisClient } from './connection.ts';

const { url, prefix } = testRedis();
const servers = await ownRedisServers();
const RECOVERED = { timeout: 20_000, interval: 50 };

const open: RedisClient[] = [];
const proxies: TcpProxy[] = [];
afterAll(async () => {
  for (const redis of open) redis.disconnect();
  await Promise.all(proxies.map((proxy) => proxy.close()));
});
const opened = (redis: RedisClient) => {
  open.push(redis);
  return redis;
};

/** A proxy to a server that can be broken, and connections through it. */
async function breakable(port: number) {
  const proxy = await startTcpProxy({ port });
  proxies.push(proxy);
  const options = { url: proxy.through(url), name: 'test', onError: () => undefined };
  return {
    proxy,
    prompt: () => opened(openPromptRedis(options)),
    patient: () => opened(openPatientRedis(options)),
  };
}
const port = Number(new URL(url).port);

describe.concurrent('a connection that goes silent', () => {
  it('fails a request within a second and serves the next ones on a new socket', async () => {
    const { proxy, prompt } = await breakable(port);
    const redis = prompt();
    await redis.set(`${prefix}:a`, 1);
    proxy.silence();
    const startedMs = performance.now();
    const fault = await redis.get(`${prefix}:a`).catch((error: unknown) => error);
    expect(isRedisUnavailable(fault)).toBe(true);
    expect(performance.now() - startedMs).toBeLessThan(2_000);
    await vi.waitFor(async () => expect(await redis.get(`${prefix}:a`)).toBe('1'), RECOVERED);
  });

  it("does not block a worker's command for good", async () => {
    const { proxy, patient } = await breakable(port);
    const redis = patient();
    await redis.set(`${prefix}:b`, 1);
    proxy.silence();
    const startedMs = performance.now();
    expect(await redis.incr(`${prefix}:b`)).toBe(2);
    expect(performance.now() - startedMs).toBeLessThan(20_000);
  });

  it('does not silence a subscription for good', async () => {
    const { proxy, patient, prompt } = await breakable(port);
    const subscriber = patient();
    const heard: string[] = [];
    subscriber.on('message', (_, message: string) => heard.push(message));
    await subscriber.subscribe(`${prefix}:news`);
    proxy.silence();
    const publisher = prompt();
    await vi.waitFor(async () => {
      await publisher.publish(`${prefix}:news`, 'again');
      expect(heard).toContain('again');
    }, RECOVERED);
  });

  it('does not stop a BullMQ queue for good', async () => {
    const { proxy, patient } = await breakable(port);
    const connection = patient();
    const done: string[] = [];
    const worker = new Worker('silent', async (job) => done.push(job.name), { connection, prefix });
    worker.on('error', () => undefined);
    const queue = new Queue('silent', { connection, prefix });
    queue.on('error', () => undefined);
    await queue.add('before', {});
    await vi.waitFor(() => expect(done).toEqual(['before']), RECOVERED);
    // Now the worker blocks on its own connection.
    proxy.silence();
    await queue.add('after', {});
    await vi.waitFor(() => expect(done).toEqual(['before', 'after']), RECOVERED);
    await Promise.all([worker.close(), queue.close()]);
  });

  it('does not resend a command whose caller got an error', async () => {
    const { proxy, prompt } = await breakable(port);
    const redis = prompt();
    await redis.set(`${prefix}:c`, 1);
    proxy.silence();
    await expect(redis.incr(`${prefix}:c`)).rejects.toThrow();
    // The next socket answers it, after any resent command.
    await vi.waitFor(async () => expect(await redis.get(`${prefix}:c`)).toBe('1'), RECOVERED);
  });
});

describe('a resent pipeline', () => {
  it('gives every caller its own answer, although one of its commands failed meanwhile', async () => {
    const { proxy, prompt } = await breakable(port);
    const redis = prompt();
    const [a, b, c] = [`${prefix}:a`, `${prefix}:b`, `${prefix}:c`];
    await redis.mset(a, 'A', b, 'B', c, 'C');
    proxy.silence();
    const sending = vi.spyOn(redis, 'sendCommand');
    const sent = () => sending.mock.calls.map(([command]) => command);
    const answers = [redis.get(a), redis.get(b)];
    await vi.waitFor(() => expect(sent().map(({ name }) => name)).toEqual(['get', 'get']), { interval: 5 });
    sent()[0]?.reject(new Error('too late'));
    redis.disconnect(true);
    await expect(answers[0]).rejects.toThrow('too late');
    expect(await answers[1]).toBe('B');
    expect(await redis.get(c)).toBe('C');
  });
});

describe.concurrent('a failover', () => {
  it('moves every connection from the demoted server, which keeps running, to the new primary', async () => {
    const [old, next] = [await servers.start(), await servers.start()];
    const { proxy, prompt, patient } = await breakable(old.port);
    const [requests, worker, subscriber, blocking] = [prompt(), patient(), patient(), patient()];
    const admin = { old: openDirect(old.url), next: openDirect(next.url) };
    await admin.next.call('REPLICAOF', '127.0.0.1', old.port);
    await vi.waitFor(
      async () => expect(await admin.next.info()).toContain('master_link_status:up'),
      RECOVERED,
    );
    const heard: string[] = [];
    subscriber.on('message', (_, message: string) => heard.push(message));
    await subscriber.subscribe('news');
    await requests.set('key', 'before');
    const popped = blocking.bzpopmin('marker', 0);

    await admin.next.call('REPLICAOF', 'NO', 'ONE');
    proxy.leadTo(next.port);
    await admin.old.call('REPLICAOF', '127.0.0.1', next.port);

    expect(await worker.set('written', 'by a worker')).toBe('OK');
    await vi.waitFor(async () => expect(await requests.set('key', 'after')).toBe('OK'), RECOVERED);
    await admin.next.zadd('marker', 0, 'job');
    expect(await popped).toEqual(['marker', 'job', '0']);
    expect(await admin.next.mget('written', 'key')).toEqual(['by a worker', 'after']);
    await vi.waitFor(async () => {
      const listening = await admin.next.call('PUBSUB', 'NUMSUB', 'news');
      expect(listening).toEqual(['news', 1]);
    }, RECOVERED);
  });

  it('by Sentinel is followed, when the primary dies', async () => {
    const first = await servers.start();
    const second = await servers.start({ replicaof: `127.0.0.1 ${first.port}` });
    const direct = openDirect(second.url);
    await vi.waitFor(async () => expect(await direct.info()).toContain('master_link_status:up'), RECOVERED);
    const sentinel = await servers.startSentinel(first.port);
    const watching = openDirect(sentinel.url);
    await vi.waitFor(async () => expect(await watching.info()).toContain('slaves=1'), RECOVERED);
    const address = `redis+sentinel://127.0.0.1:${sentinel.port}/main`;
    const redis = openDirect(address);
    await redis.set('key', 'before');
    expect(await redis.wait(1, 5_000)).toBe(1);
    first.kill('SIGKILL');
    expect(await redis.set('key', 'after')).toBe('OK');
    expect(await direct.get('key')).toBe('after');
  });
});

function openDirect(address: string): RedisClient {
  return opened(openPatientRedis({ url: address, name: 'test', onError: () => undefined }));
}

it('runs a script that is defined while other commands wait to be sent', async () => {
  const redis = opened(openPromptRedis({ url, name: 'test', onError: () => undefined }));
  await redis.ping();
  const waiting = redis.get(`${prefix}nothing`);
  redis.defineCommand('one', { numberOfKeys: 0, lua: 'return 1' });
  const { one } = redis as unknown as { one: () => Promise<number> };
  expect(await Promise.all([waiting, one.call(redis), redis.ping()])).toEqual([null, 1, 'PONG']);
});
