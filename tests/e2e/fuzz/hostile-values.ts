import fc from 'fast-check';

/** Marks JSON that `JSON.stringify` cannot write: a text `raw:…` is written without quotes. */
const RAW = 'raw:';

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

const wrong: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...WRONG) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.jsonValue() },
);

const isText = (value: unknown): value is string => typeof value === 'string' && !value.startsWith(RAW);

/** A text that has broken parsers, databases or pages before. It is well formed Unicode. */
export const hostileText: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 4, arbitrary: fc.constantFrom(...WRONG.filter(isText)) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 1, arbitrary: fc.integer({ min: -5, max: 5 }).map(String) },
  )
  .map((text) => text.toWellFormed());

const isMembers = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Copies of a value with one fault: a member missing, added, of another type, or hostile. */
export function spoilt(value: unknown): fc.Arbitrary<unknown> {
  if (Array.isArray(value) && value.length > 0) {
    const repeated = [...value, ...value, ...value, value[0]];
    return fc.oneof(
      { weight: 4, arbitrary: wrong },
      { weight: 2, arbitrary: fc.constant(repeated) },
      {
        weight: 4,
        arbitrary: fc
          .nat(value.length - 1)
          .chain((index) => spoilt(value[index]).map((item) => value.with(index, item))),
      },
    );
  }
  return isMembers(value) ? spoiltMembers(value) : wrong;
}

function spoiltMembers(value: Readonly<Record<string, unknown>>): fc.Arbitrary<unknown> {
  const added = fc
    .tuple(fc.constantFrom('extra', 'role', 'id', 'isAdmin', 'toString', '__proto__'), wrong)
    .map(([name, member]) => ({ ...value, [name]: member }));
  const names = Object.keys(value);
  if (names.length === 0) return fc.oneof(wrong, added);
  const name = fc.constantFrom(...names);
  return fc.oneof(
    { weight: 1, arbitrary: wrong },
    { weight: 2, arbitrary: added },
    { weight: 2, arbitrary: name.map((each) => ({ ...value, [each]: undefined })) },
    {
      weight: 5,
      arbitrary: name.chain((each) => spoilt(value[each]).map((member) => ({ ...value, [each]: member }))),
    },
  );
}

/** Writes JSON. Texts that begin with `raw:` are written as they are. */
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

/** Bodies that are not JSON, or not the object that an operation expects. */
export const brokenBody: fc.Arbitrary<string | Buffer> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...BROKEN) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)) },
);
