import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  ConfigError,
  count,
  databaseSettings,
  flag,
  port,
  processSettings,
  readConfig,
  redisSettings,
  secret,
} from './config.ts';

const SECRET = 'a-secret-of-at-least-thirty-two-characters';
const schema = z.object({ JWT_SECRET: secret(), HOLD_SECONDS: count(600, { min: 1, max: 86_400 }) });

describe('settings', () => {
  it('name every faulty variable, and never show a value', () => {
    const read = () => readConfig(schema, { JWT_SECRET: 'hunter2', HOLD_SECONDS: '-5' });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(/JWT_SECRET[\s\S]*HOLD_SECONDS/);
    expect(read).not.toThrow(/hunter2/);
  });

  it('name a missing secret, and treat an empty variable as missing', () => {
    expect(() => readConfig(schema, {})).toThrow(/JWT_SECRET/);
    expect(() => readConfig(schema, { JWT_SECRET: '' })).toThrow(/JWT_SECRET/);
    expect(readConfig(schema, { JWT_SECRET: SECRET, HOLD_SECONDS: '' }).HOLD_SECONDS).toBe(600);
  });

  it('report each missing variable on its own line', () => {
    const both = z.object({ ...databaseSettings.shape, ...redisSettings.shape });
    expect(() => readConfig(both, {})).toThrow(
      'Settings are missing or wrong:\n  DATABASE_URL: is missing\n  REDIS_URL: is missing',
    );
  });

  it('name faulty values and development defaults together', () => {
    const given = { JWT_SECRET: 'short', ADMIN_PASSWORD: 'development-only', NODE_ENV: 'production' };
    expect(() => readConfig(schema, given)).toThrow(/JWT_SECRET[\s\S]*ADMIN_PASSWORD/);
  });

  it('refuse a development default as a secret in production, and only there', () => {
    const given = { JWT_SECRET: 'development-only-secret-that-everybody-knows' };
    expect(readConfig(schema, { ...given, NODE_ENV: 'development' }).JWT_SECRET).toBe(given.JWT_SECRET);
    expect(() => readConfig(schema, { ...given, NODE_ENV: 'production' })).toThrow(/JWT_SECRET/);
  });

  it('refuse a development password inside a URL in production', () => {
    const given = { DATABASE_URL: 'postgres://cm:development-only-postgres@db:5432/cm' };
    expect(readConfig(databaseSettings, { ...given, NODE_ENV: 'development' })).toMatchObject(given);
    expect(() => readConfig(databaseSettings, { ...given, NODE_ENV: 'production' })).toThrow(/DATABASE_URL/);
  });

  it('take the address of one Redis, of Sentinel or of a cluster', () => {
    const read = (url: string) => readConfig(redisSettings, { REDIS_URL: url }).REDIS_URL;
    const good = ['redis://:s@h:1/2', 'rediss://h', 'redis+sentinel://:s@a:1,b/main/1?sentinelPassword=x'];
    good.push('redis+cluster://:s@a:1,b', 'rediss+cluster://a');
    for (const url of good) expect(read(url)).toBe(url);
    for (const url of [
      'http://h',
      'redis+sentinel://a,b',
      'redis+sentinel:///main',
      'redis+cluster://a/1',
      'h:6379',
    ]) {
      expect(() => read(url)).toThrow(/REDIS_URL/);
    }
  });

  it('refuse numbers outside their limits and ports that do not exist', () => {
    const limits = z.object({ PORT: port(3_000), N: count(1, { min: 1, max: 10 }) });
    expect(readConfig(limits, { PORT: '0', N: '10' })).toEqual({ PORT: 0, N: 10 });
    for (const bad of [{ PORT: '65536' }, { PORT: 'http' }, { N: '11' }, { N: '1.5' }]) {
      expect(() => readConfig(limits, bad)).toThrow(ConfigError);
    }
  });

  it('read switches in every usual spelling, and nothing else', () => {
    const switches = z.object({ S: flag(true) });
    const read = (S?: string) => readConfig(switches, { S }).S;
    expect([read(), read('on'), read('1'), read('true')]).toEqual([true, true, true, true]);
    expect([read('off'), read('0'), read('false')]).toEqual([false, false, false]);
    expect(() => read('maybe')).toThrow(/S/);
  });

  it('accept only a PostgreSQL address for the database and a known log level', () => {
    expect(() => readConfig(databaseSettings, { DATABASE_URL: 'mysql://x' })).toThrow(/DATABASE_URL/);
    expect(() => readConfig(processSettings, { LOG_LEVEL: 'loud' })).toThrow(/LOG_LEVEL/);
  });
});
