import { expect, it } from 'vitest';
import { keyLayout, readClusterUrl, readSentinelUrl, serverUrls } from './redis-url.ts';

it('reads the sentinels, the master, the passwords and the database of an address of Sentinel', () => {
  expect(
    readSentinelUrl('redis+sentinel://:p%40ss@one:26380,two,[::1]:5/concerts/3?sentinelPassword=s%2F1'),
  ).toEqual({
    sentinels: [
      { host: 'one', port: 26_380 },
      { host: 'two', port: 26_379 },
      { host: '::1', port: 5 },
    ],
    name: 'concerts',
    db: 3,
    password: 'p@ss',
    sentinelPassword: 's/1',
  });
  expect(readSentinelUrl('redis+sentinel://app:secret@one/main')).toMatchObject({
    username: 'app',
    password: 'secret',
    db: 0,
  });
});

it('leaves the address of one server to ioredis', () => {
  expect(readSentinelUrl('redis://:secret@127.0.0.1:6379/1')).toBeNull();
  expect(readSentinelUrl('rediss://cache.example')).toBeNull();
});

it.each(['redis+sentinel://one,two', 'redis+sentinel:///main', 'redis+sentinel://one:x/main'])(
  'refuses %s',
  (url) => {
    expect(() => readSentinelUrl(url)).toThrow(TypeError);
  },
);

it('reads the nodes and the login of the address of a cluster', () => {
  expect(readClusterUrl('redis+cluster://:p%40ss@one:7000,two,[::1]:5')).toEqual({
    nodes: [
      { host: 'one', port: 7_000 },
      { host: 'two', port: 6_379 },
      { host: '::1', port: 5 },
    ],
    login: { password: 'p@ss' },
  });
  expect(readClusterUrl('rediss+cluster://app:secret@one')?.login).toEqual({
    username: 'app',
    password: 'secret',
    tls: {},
  });
  expect(readClusterUrl('redis://one')).toBeNull();
  expect(keyLayout('redis://one')).toBe('server');
  expect(keyLayout('rediss+cluster://one')).toBe('cluster');
  expect(() => readClusterUrl('redis+cluster://one/main')).toThrow(TypeError);
});

it('lists each server of an address', () => {
  expect(serverUrls('redis+cluster://:p%40ss@one:7000,[::1]')).toEqual([
    'redis://:p%40ss@one:7000',
    'redis://:p%40ss@[::1]:6379',
  ]);
  expect(serverUrls('rediss+cluster://one')).toEqual(['rediss://one:6379']);
  expect(serverUrls('redis://one/1')).toEqual(['redis://one/1']);
});
