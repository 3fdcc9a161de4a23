import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseCommands, readAcceptedOrder } from './redis-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'redis-log-'));
afterAll(() => rmSync(folder, { recursive: true }));

const resp = (...args: readonly string[]) =>
  `*${args.length}\r\n${args.map((arg) => `$${Buffer.byteLength(arg)}\r\n${arg}\r\n`).join('')}`;
const job = (code: string, n: number) => `job_${code}${String(n).padStart(26, '0')}`;

test('reads commands, binary arguments included, and skips one that a crash truncated', () => {
  const text = `${resp('MULTI')}#TS:1700000000\r\n${resp('HSET', 'a', '좌석\r\n*3')}${resp('LPUSH', 'list', 'one')}`;
  const cut = Buffer.from(`${text}${resp('LPUSH', 'list', 'two').slice(0, -4)}`);
  expect([...parseCommands(cut)].map(([name]) => name)).toEqual(['MULTI', 'HSET', 'LPUSH']);
});

test('reads the order of acceptance of each queue across files, each job at its first position', () => {
  const files = join(folder, 'appendonlydir');
  mkdirSync(files);
  const [a, b, c, p] = [job('h3', 1), job('h3', 2), job('h3', 3), job('pa', 1)];
  const wait = 'cm:q:holds-3:wait';
  writeFileSync(join(files, 'appendonly.aof.2.incr.aof'), resp('LPUSH', wait, c) + resp('LPUSH', wait, a));
  writeFileSync(
    join(files, 'appendonly.aof.1.incr.aof'),
    resp('LPUSH', wait, b, a) + resp('LPUSH', 'cm:q:payments:wait', p) + resp('LPUSH', 'other', c),
  );
  writeFileSync(join(files, 'appendonly.aof.1.base.rdb'), 'REDIS0011');
  expect(readAcceptedOrder(folder)).toEqual(
    new Map([
      ['holds-3', [b, a, c]],
      ['payments', [p]],
    ]),
  );
  rmSync(join(files, 'appendonly.aof.1.incr.aof'));
  expect(() => readAcceptedOrder(folder)).toThrow('was rewritten');
});
