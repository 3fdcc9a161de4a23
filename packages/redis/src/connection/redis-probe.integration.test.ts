import { ownRedisServers } from '@concert-mania/testkit/servers/own-redis';
import { startTcpProxy } from '@concert-mania/testkit/servers/tcp-proxy';
import { afterAll, expect, it, vi } from 'vitest';
import { makeKeys } from '../keys.ts';
import { openPatientRedis } from './connection.ts';
import { openRedisProbe } from './redis-probe.ts';

const servers = await ownRedisServers();
const sound = await servers.start({ appendonly: 'yes', appendfsync: 'always' });
const evicting = await servers.start({ 'maxmemory-policy': 'allkeys-lru' });
const proxy = await startTcpProxy({ port: sound.port });
const probe = await probeOf(proxy.through(sound.url));
const admin = openPatientRedis({ url: sound.url, name: 'test', onError: () => undefined });
afterAll(async () => {
  probe.close();
  admin.disconnect();
  await proxy.close();
});

function probeOf(url: string, production = true) {
  const settings = { REDIS_URL: url, REDIS_ALLOW_NO_AOF: false };
  return openRedisProbe(settings, {
    name: 'test',
    keys: makeKeys(),
    production,
    log: { warn: () => undefined },
  });
}

it('is unready while Redis is a replica, and ready again when it accepts writes', async () => {
  await probe.check();
  await admin.call('REPLICAOF', '127.0.0.1', 1);
  await expect(probe.check()).rejects.toThrow();
  await admin.call('REPLICAOF', 'NO', 'ONE');
  await vi.waitFor(() => probe.check(), 10_000);
});

it('does not start with a Redis that evicts keys, and names the setting', async () => {
  await expect(probeOf(evicting.url, false)).rejects.toThrow('maxmemory-policy');
});

it('does not start with a Redis without persistence if that is required, and names the setting', async () => {
  await admin.config('SET', 'appendonly', 'no');
  await expect(probeOf(sound.url)).rejects.toThrow('appendonly');
  (await probeOf(sound.url, false)).close();
  await admin.config('SET', 'appendonly', 'yes');
});

it('is unready when the address leads to a Redis that evicts keys', async () => {
  await vi.waitFor(() => probe.check(), 10_000);
  proxy.leadTo(evicting.port);
  proxy.cut();
  await vi.waitFor(() => expect(probe.check()).rejects.toThrow('maxmemory-policy'), 10_000);
});
