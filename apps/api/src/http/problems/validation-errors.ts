import type { TextFault } from '@concert-mania/core/shared/visible-text';
import { z } from '@hono/zod-openapi';
import type { Locale } from '../locale.ts';
import type { Problem } from './problem.ts';

type Issue = z.core.$ZodIssue;

const MAX_ERRORS = 50;
const MESSAGES = { ko: z.locales.ko().localeError, en: z.locales.en().localeError } as const;

const TYPE_MESSAGES = {
  ko: (expected: string) => `값이 없거나 형식이 다릅니다: ${expected} 타입이어야 합니다`,
  en: (expected: string) => `Missing or of another type: expected ${expected}`,
} as const;

const KOREAN_TEXT_FAULTS: Readonly<Record<TextFault, string>> = {
  control_characters: '줄바꿈, 제어 문자, 글 방향을 바꾸는 문자는 쓸 수 없습니다',
  nothing_visible: '눈에 보이는 글자가 있어야 합니다',
  not_a_name: "글자, 숫자, 공백과 . , ' - _ ( ) & · 기호만 쓸 수 있고 웹 주소는 쓸 수 없습니다",
};

/** A range that ends before it begins. */
export const REVERSED_RANGE = { message: 'must not be before from', params: { fault: 'reversed_range' } };

const KOREAN_FAULTS = { ...KOREAN_TEXT_FAULTS, reversed_range: '끝이 시작보다 빠릅니다' } as const;

const isFault = (name: unknown): name is keyof typeof KOREAN_FAULTS =>
  typeof name === 'string' && Object.hasOwn(KOREAN_FAULTS, name);

function koreanFault(issue: Issue, locale: Locale): string | undefined {
  const name: unknown = issue.code === 'custom' ? issue.params?.fault : undefined;
  return locale === 'ko' && isFault(name) ? KOREAN_FAULTS[name] : undefined;
}

/** The faults of a request, one line per field, in the reader's language. At most 50 lines. */
export function validationErrors(error: z.ZodError, locale: Locale): NonNullable<Problem['errors']> {
  return error.issues
    .flatMap(expandUnion)
    .slice(0, MAX_ERRORS)
    .map((issue) => ({ path: issue.path.join('.'), message: issueMessage(issue, locale) }));
}

/** Reports a range whose end is its default and lies before its beginning. */
export const reversedRange = (path: string, locale: Locale) => ({
  path,
  message: locale === 'ko' ? KOREAN_FAULTS.reversed_range : REVERSED_RANGE.message,
});

/** Reports a text with a character that cannot be stored. */
export const unstorableText = (path: string, locale: Locale) => ({
  path,
  message: locale === 'ko' ? '저장할 수 없는 문자가 있습니다' : 'Contains a character that cannot be stored',
});

/** Reduces a union to its closest branch: the one with the fewest faults. */
function expandUnion(issue: Issue): readonly Issue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const [closest = []] = [...issue.errors].sort((a, b) => a.length - b.length);
  return closest.flatMap((inner) => expandUnion({ ...inner, path: [...issue.path, ...inner.path] }));
}

const MAX_MESSAGE = 300;

/** The fault in the reader's language, shortened if it repeats much of the input. */
export const issueMessage = (issue: Issue, locale: Locale): string =>
  messageOf(issue, locale).slice(0, MAX_MESSAGE);

function messageOf(issue: Issue, locale: Locale): string {
  if (issue.code === 'custom') return koreanFault(issue, locale) ?? issue.message;
  // The library's text names the received type, which the issue no longer has.
  if (issue.code === 'invalid_type') return TYPE_MESSAGES[locale](issue.expected);
  const localized = MESSAGES[locale](issue as Parameters<(typeof MESSAGES)['ko']>[0]);
  return typeof localized === 'string' ? localized : (localized?.message ?? issue.message);
}
