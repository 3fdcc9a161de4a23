import { visibleText } from '@concert-mania/core/shared/visible-text';
import { z } from '@hono/zod-openapi';
import { expect, it } from 'vitest';
import { validationErrors } from './validation-errors.ts';

const schema = z.object({ amount: z.int(), reason: z.union([z.string(), z.null()]).optional() });
const errorsOf = (body: unknown, locale: 'en' | 'ko') => {
  const { error } = schema.safeParse(body);
  return error ? validationErrors(error, locale) : [];
};

it.each([{}, { amount: 'abc' }, { amount: true }])(
  'describes a missing value and one of another type alike: %j',
  (body) => {
    expect(errorsOf(body, 'en')).toEqual([
      { path: 'amount', message: 'Missing or of another type: expected number' },
    ]);
    expect(errorsOf(body, 'ko')).toEqual([
      { path: 'amount', message: '값이 없거나 형식이 다릅니다: number 타입이어야 합니다' },
    ]);
  },
);

it('names the closest of several types', () => {
  expect(errorsOf({ amount: 1, reason: 5 }, 'en')).toEqual([
    { path: 'reason', message: 'Missing or of another type: expected string' },
  ]);
});

it.each([
  ['en', 'must not have line breaks, control characters or direction overrides'],
  ['ko', '줄바꿈, 제어 문자, 글 방향을 바꾸는 문자는 쓸 수 없습니다'],
] as const)('names in %s the fault of a text', (locale, message) => {
  const { error } = z.object({ title: visibleText(10) }).safeParse({ title: 'a\nb' });
  expect(error && validationErrors(error, locale)).toEqual([{ path: 'title', message }]);
});
