import { describe, expect, it } from 'vitest';
import { cleanText, personName, visibleLines, visibleText, visibleTextOrNone } from './visible-text.ts';

const title = visibleText(40);

describe('a visible text', () => {
  it.each([
    ['a zero-width space', '아이\u200b유 콘서트', '아이유 콘서트'],
    ['a soft hyphen', 'Gesamt\u00adkunst', 'Gesamtkunst'],
    ['a word joiner and a byte order mark', '\ufeff서울\u2060공연', '서울공연'],
    ['a joiner between letters', '아이\u200d유', '아이유'],
    ['a variation selector behind a letter', 'a\ufe0fb', 'ab'],
    ['a Hangul filler', '이\u3164름\u115f', '이름'],
    ['tag characters behind a letter', 'a\u{e0061}\u{e0062}', 'a'],
    ['spaces and line breaks around it', ' \n제목\t\u3000', '제목'],
    ['letters in pieces (NFD)', '한글 é'.normalize('NFD'), '한글 é'],
  ])('is kept without %s', (_, given, kept) => {
    expect(title.parse(given)).toBe(kept);
  });

  it.each([
    '첫눈 콘서트 First Snow Live',
    '《환상》 — 2부 · "앙코르"',
    '가족 👨‍👩‍👧 ❤️ 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿',
    'می‌خواهم',
    'क्‍ष',
    'Tom & Jerry / 50 % <b>',
  ])('keeps %s as it is', (text) => {
    expect(title.parse(text)).toBe(text);
  });

  it.each([
    ['a line break', 'one\ntwo'],
    ['a carriage return', 'one\rtwo'],
    ['a line separator', 'one\u2028two'],
    ['a tab', 'one\ttwo'],
    ['an escape character', 'a\u001b[2Jb'],
    ['a C1 control', 'a\u0085b'],
    ['a direction override', 'a\u202egpj.exe'],
    ['a direction isolate', 'a\u2066b'],
    ['nothing', ''],
    ['spaces alone', ' \u3000\u00a0'],
    ['a zero-width space alone', '\u200b'],
    ['Hangul fillers alone', '\u3164\u115f\u1160\uffa0'],
    ['variation selectors alone', '\ufe0f\u{e0101}'],
    ['a braille blank alone', '\u2800'],
    ['a combining mark alone', '\u0301'],
    ['more than its limit', '가'.repeat(41)],
  ])('refuses %s', (_, text) => {
    expect(title.safeParse(text).success).toBe(false);
  });

  it('is measured after cleaning', () => {
    expect(title.parse('각'.normalize('NFD').repeat(40))).toHaveLength(40);
  });

  it('stays the same when it is cleaned again', () => {
    const once = cleanText('\u200b 👨‍👩‍👧\u200b 가\u200d ');
    expect(cleanText(once)).toBe(once);
  });

  it('may be empty if allowed, and never has control characters', () => {
    expect(visibleTextOrNone(10).parse(' \u200b')).toBe('');
    expect(visibleTextOrNone(10).safeParse('a\nb').success).toBe(false);
  });

  it('may have line breaks if allowed, and never other control characters', () => {
    expect(visibleLines(100).parse(' 1부\r\n\t2부\n')).toBe('1부\n\t2부');
    expect(visibleLines(100).safeParse('a\u202eb').success).toBe(false);
    expect(visibleLines(100).safeParse('a\u0007b').success).toBe(false);
  });
});

describe("a person's name", () => {
  it.each(['김하늘', 'J.R.R. Tolkien', 'Zoë O’Brien-Łuksza', 'Nguyễn Thị Ánh', 'Fan 12', "D'Arcy, (Mr.)"])(
    'may be %s',
    (name) => {
      expect(personName.parse(name)).toBe(name);
    },
  );

  it('has only one kind of space', () => {
    expect(personName.parse('김\u3000\u00a0하늘')).toBe('김 하늘');
  });

  it.each([
    '당첨되셨습니다!\n\nhttps://evil.example/gift',
    'https://evil.example',
    'evil.example',
    'www.evil',
    't.co/x',
    'me@example.com',
    '<b>Fan</b>',
    'a\u202eb',
    '\u3164',
    '👑',
    '가'.repeat(41),
  ])('is not %j', (name) => {
    expect(personName.safeParse(name).success).toBe(false);
  });
});
