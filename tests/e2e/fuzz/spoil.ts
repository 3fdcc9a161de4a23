import type { Random } from './random.ts';

/** JSON that no `JSON.stringify` writes: a member of this text is replaced by the bytes that it stands for. */
export const RAW = 'raw:';

const deep = (levels: number): string => `${RAW}${'['.repeat(levels)}${']'.repeat(levels)}`;

const WRONG: readonly unknown[] = [
  null,
  true,
  '',
  ' ',
  [],
  {},
  [null],
  { a: 1 },
  -1,
  0,
  0.1,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  1e308,
  `${RAW}1e400`,
  `${RAW}-1e999999`,
  `${RAW}123456789012345678901234567890`,
  deep(5_000),
  '\0',
  'a\0b',
  '\ud800',
  'x\udfff',
  '\u202e\ufeff',
  "'; drop table accounts; --",
  '%00',
  '../../etc/passwd',
  '{{7*7}}',
  '__proto__',
  'constructor',
  'res_',
  'con_00000000000000000000000000',
  'x'.repeat(300),
  '가'.repeat(5_000),
];

/** A text that means trouble somewhere. */
export function hostileText(random: Random): string {
  const value = random.pick(WRONG);
  return typeof value === 'string' && !value.startsWith(RAW) ? value : String(random.int(-5, 5));
}

const isMembers = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A copy with one thing wrong, somewhere inside: missing, of another kind, one too many, or hostile. */
export function spoil(value: unknown, random: Random): unknown {
  if (Array.isArray(value) && value.length > 0 && random.chance(0.6)) {
    const index = random.int(0, value.length - 1);
    return random.chance(0.3)
      ? [...value, ...value, ...value, value[index]]
      : value.map((item, at) => (at === index ? spoil(item, random) : item));
  }
  if (!isMembers(value) || random.chance(0.1)) return random.pick(WRONG);
  const names = Object.keys(value);
  const copy = { ...value };
  if (names.length === 0 || random.chance(0.2)) {
    copy[random.pick(['extra', 'role', 'id', 'isAdmin', 'toString'])] = random.pick(WRONG);
    return copy;
  }
  const name = random.pick(names);
  if (random.chance(0.25)) delete copy[name];
  else copy[name] = spoil(copy[name], random);
  return copy;
}

/** JSON, with the raw members written as they are; lone surrogates and NUL as escapes, as JSON has them. */
export function writeJson(value: unknown): string {
  return (JSON.stringify(value) ?? 'null').replaceAll(
    new RegExp(`"${RAW}([^"]*)"`, 'g'),
    (_, raw: string) => raw,
  );
}

const BROKEN: readonly (string | Buffer)[] = [
  '',
  '{',
  '{"a":1,}',
  '{"a":1}{"a":1}',
  'null',
  '[]',
  '"text"',
  '123',
  '\ufeff{}',
  '{"__proto__":{"role":"admin"}}',
  '{"a":"\\u0000"}',
  '{"a":"\\ud800"}',
  '{"performanceId":"prf_1","performanceId":"prf_2"}',
  Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  Buffer.from([0, 1, 2, 3]),
  '['.repeat(20_000),
  `{"a":${'{"a":'.repeat(8_000)}1${'}'.repeat(8_001)}`,
  JSON.stringify({ x: 'x'.repeat(70_000) }),
];

/** A body that is not even an honest attempt. */
export const brokenBody = (random: Random): string | Buffer => random.pick(BROKEN);
