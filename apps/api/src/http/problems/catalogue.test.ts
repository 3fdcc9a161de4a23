import { describe, expect, it } from 'vitest';
import { type ProblemCode, problemCatalogue } from './catalogue.ts';
import { problemBody } from './problem.ts';

const reader = (locale: 'ko' | 'en') => ({ locale, answeredRequestId: 'r1', problemsUrl: '/problems' });
const codes = Object.keys(problemCatalogue) as ProblemCode[];

describe('the problem catalogue', () => {
  it.each(codes)('has a title and a detail for %s in Korean and in English', (code) => {
    const { ko, en } = problemCatalogue[code];
    for (const text of [ko.title, ko.detail]) expect(text).toMatch(/[가-힣]/);
    for (const text of [en.title, en.detail]) expect(text).toMatch(/^[A-Z][\x20-\x7e]+$/);
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
