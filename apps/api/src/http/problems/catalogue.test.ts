import { describe, expect, it } from 'vitest';
import { type ProblemCode, problemCatalogue } from './catalogue.ts';
import { problemBody } from './problem.ts';

const reader = (locale: 'ko' | 'en') => ({ locale, answeredRequestId: 'r1', problemsUrl: '/problems' });
const codes = Object.keys(problemCatalogue) as ProblemCode[];

/** Refusals of requests that only a faulty program sends, and of tools for staff. */
const OF_PROGRAMMERS = new Set<ProblemCode>([
  'malformed_request',
  'headers_too_large',
  'uri_too_long',
  'method_unknown',
  'malformed_json',
  'body_required',
  'idempotency_key_required',
  'idempotency_key_invalid',
  'idempotency_key_reused',
  'method_not_allowed',
  'body_too_large',
  'unsupported_media_type',
  'body_encoding_unsupported',
  'account_not_found',
  'venue_not_found',
  'webhook_signature_invalid',
  'stuck_money_not_found',
]);
const WORDS_OF_PROGRAMMERS =
  /\b(ids?|token|header|body|key|JSON|HTTP|ETag|cursor|retryAt|requestId|true|false)\b|Retry-After|\/v1\/|번호를 확인|커서|토큰|헤더|본문/i;

describe('the problem catalogue', () => {
  it.each(codes)('has a title and a detail for %s in Korean and in English', (code) => {
    const { ko, en } = problemCatalogue[code];
    for (const text of [ko.title, ko.detail]) expect(text).toMatch(/[가-힣]/);
    for (const text of [en.title, en.detail]) expect(text).toMatch(/^[A-Z][\x20-\x7e]+$/);
  });

  it.each(codes.filter((code) => !OF_PROGRAMMERS.has(code)))('says %s in words of fans', (code) => {
    const { ko, en } = problemCatalogue[code];
    for (const text of [ko.title, ko.detail, en.title, en.detail])
      expect(text).not.toMatch(WORDS_OF_PROGRAMMERS);
  });

  it('gives every problem its own type', () => {
    const types = codes.map((code) => problemBody(code, reader('ko')).type);
    expect(new Set(types).size).toBe(codes.length);
  });

  it('has the same code and status in both languages, with different texts', () => {
    const ko = problemBody('seat_unavailable', reader('ko'), { seatNumbers: [3] });
    const en = problemBody('seat_unavailable', reader('en'), { seatNumbers: [3] });
    expect(ko).toMatchObject({ code: 'seat_unavailable', status: 409, requestId: 'r1', seatNumbers: [3] });
    expect(en).toEqual({ ...ko, title: en.title, detail: en.detail });
    expect(en.title).not.toBe(ko.title);
  });
});
