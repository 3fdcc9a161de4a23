import { z } from 'zod';

/** With a country code, or the national form of Korea, which begins with 0. */
const AS_TYPED = /^(\+[1-9][0-9 -]{6,18}|0[0-9 -]{8,14})$/;
const KOREAN = /^\+82[1-9][0-9]{7,9}$/;
const FOREIGN = /^\+(?!82)[1-9][0-9]{6,14}$/;

/** The number in E.164, such as +821012345678; null if it is not a phone number. */
export function normalisePhone(typed: string): string | null {
  if (!AS_TYPED.test(typed)) return null;
  const digits = typed.replace(/[ -]/g, '');
  // Some people keep the national 0 after the country code: +82 010-1234-5678.
  const number = digits.replace(/^(0|\+820)/, '+82');
  return KOREAN.test(number) || FOREIGN.test(number) ? number : null;
}

/** A phone number as typed, converted to E.164. */
export const phoneNumber = z
  .string()
  .regex(AS_TYPED)
  .refine((typed) => !AS_TYPED.test(typed) || normalisePhone(typed) !== null, {
    message: 'must be a Korean phone number, or one that begins with + and its country',
  })
  .overwrite((typed) => normalisePhone(typed) ?? typed);
