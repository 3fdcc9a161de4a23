import { describe, expect, it } from 'vitest';
import { composeAccountMail } from './compose-account-mail.ts';
import { composeMessage } from './compose-message.ts';
import type { ReservationNoticeFacts } from './model.ts';

const facts: ReservationNoticeFacts = {
  accountId: 'usr_1',
  template: 'reservation_confirmed',
  locale: 'ko',
  name: '김하늘',
  email: 'sky@fans.example',
  phone: null,
  verified: true,
  reservationId: 'res_1',
  concertTitle: '여름밤 Live',
  venueName: '올림픽홀',
  startsAt: new Date('2026-03-01T11:00:00.000Z'),
  seats: [
    { label: 'A구역 1열 3번', grade: 'VIP' },
    { label: 'A구역 1열 4번', grade: 'VIP' },
  ],
  totalAmount: 312_000,
  refundAmount: 300_000,
  feeAmount: 12_000,
};

describe('a message', () => {
  it('gives a Korean fan performance, seats, amount and number, with the time in Seoul', () => {
    const { subject, text } = composeMessage('email', facts);
    expect(subject).toBe('[콘서트 매니아] 예매가 완료되었습니다: 여름밤 Live');
    expect(text).toMatch(/^예매가 완료되었습니다\.\n/);
    expect(text).toContain('예매자: 김하늘');
    expect(text).toContain('일시: 2026년 3월 1일 일요일 20:00 (KST)');
    expect(text).toContain('장소: 올림픽홀');
    expect(text).toContain('좌석: A구역 1열 3번 (VIP), A구역 1열 4번 (VIP)');
    expect(text).toContain('결제금액: ₩312,000');
    expect(text).toContain('예매번호: res_1');
  });

  it('calls a booking without a price free, and mentions no refund', () => {
    const nothing = { ...facts, totalAmount: 0, refundAmount: 0, feeAmount: 0 };
    expect(composeMessage('email', nothing).text).toContain('결제금액: 무료');
    expect(composeMessage('sms', { ...nothing, locale: 'en' }).text).toContain('Paid nothing, it is free');
    for (const locale of ['ko', 'en'] as const) {
      const { text } = composeMessage('email', { ...nothing, locale, template: 'reservation_cancelled' });
      expect(text).not.toMatch(/₩|환불|Refund/);
    }
  });

  it('gives an English fan the same in English', () => {
    const { subject, text } = composeMessage('email', { ...facts, locale: 'en', name: 'Sky' });
    expect(subject).toBe('[Concert Mania] Your seats are booked: 여름밤 Live');
    expect(text).toMatch(/^Your seats are booked\.\n/);
    expect(text).toMatch(/Date: Sunday,? 1 March 2026.* 20:00 \(KST\)/);
    expect(text).toContain('Paid: ₩312,000');
  });

  it('states refund and fee of a cancellation', () => {
    const korean = composeMessage('email', { ...facts, template: 'reservation_cancelled' }).text;
    expect(korean).toContain('환불금액: ₩300,000');
    expect(korean).toContain('취소수수료: ₩12,000');
    const english = composeMessage('email', {
      ...facts,
      template: 'reservation_cancelled',
      locale: 'en',
    }).text;
    expect(english).toContain('Refund: ₩300,000');
    expect(english).toContain('Cancellation fee: ₩12,000');
  });

  it('states that a late payment was refunded, how much, and that no seat is booked', () => {
    const late = { ...facts, template: 'late_money_refunded' } as const;
    expect(composeMessage('email', late).text).toContain('환불금액: ₩300,000');
    expect(composeMessage('email', late).text).toContain('예매된 좌석은 없습니다');
    const english = composeMessage('email', { ...late, locale: 'en' });
    expect(english.subject).toContain('Your late payment was refunded');
    expect(english.text).toContain('Refund: ₩300,000');
    expect(composeMessage('sms', { ...late, locale: 'en' }).text).toContain('Refund ₩300,000');
  });

  it('mentions no money when a hold expired', () => {
    for (const locale of ['ko', 'en'] as const) {
      expect(composeMessage('email', { ...facts, template: 'hold_expired', locale }).text).not.toContain('₩');
    }
  });

  it('asks an admitted fan to come in now, in both languages and on both channels', () => {
    const { accountId, locale, name, email, phone, verified, concertTitle, venueName } = facts;
    const admitted = {
      accountId,
      locale,
      name,
      email,
      phone,
      verified,
      concertTitle,
      venueName,
      template: 'admitted',
    } as const;
    const korean = composeMessage('email', admitted);
    expect(korean.subject).toBe('[콘서트 매니아] 입장할 차례입니다: 여름밤 Live');
    expect(korean.text).toMatch(/^대기열을 통과했습니다\./);
    expect(korean.text).toContain('장소: 올림픽홀');
    const english = composeMessage('email', { ...admitted, locale: 'en', name: 'Sky' });
    expect(english.subject).toBe('[Concert Mania] It is your turn: 여름밤 Live');
    expect(english.text).toMatch(/^You are through the waiting room\./);
    const sms = composeMessage('sms', admitted);
    expect(sms.subject).toBe('');
    expect(sms.text).toMatch(/^\[콘서트 매니아\] 입장할 차례입니다: 여름밤 Live\. [^\n]+$/);
  });

  it('is one line without a subject as a text message', () => {
    const { subject, text } = composeMessage('sms', facts);
    expect(subject).toBe('');
    expect(text).not.toContain('\n');
    expect(text).toContain('여름밤 Live');
    expect(text).toContain('결제금액 ₩312,000');
  });
});

describe('text from strangers', () => {
  const GIFT = '당첨!\n\nhttps://evil.example/gift\n';
  const stored = { ...facts, name: GIFT, concertTitle: 'Night\nof\u202etests', venueName: 'Hall\r\nB' };

  it('never begins a mail, and stays on its own line', () => {
    const { subject, text } = composeMessage('email', stored);
    expect(subject).toBe('[콘서트 매니아] 예매가 완료되었습니다: Night of tests');
    expect(text.split('\n')[0]).toBe('예매가 완료되었습니다.');
    expect(text).toContain('\n예매자: 당첨! https://evil.example/gift\n');
    expect(text).toContain('\n장소: Hall B\n');
  });

  it('does not break a text message into lines', () => {
    expect(composeMessage('sms', stored).text).not.toMatch(/[\n\r\u202e]/);
  });

  it('is not mailed to an unverified address', () => {
    const { text } = composeMessage('email', { ...stored, verified: false });
    expect(text).not.toContain('evil.example');
    expect(text).toContain('결제금액: ₩312,000');
  });

  it.each(['verify_email', 'reset_password'] as const)('does not appear in the mail %s', (template) => {
    for (const locale of ['ko', 'en'] as const) {
      const mail = composeAccountMail({ ...stored, template, locale }, 'the-token', 'https://shop.example/');
      expect(JSON.stringify(mail)).not.toContain('evil.example');
      expect(mail.text).toMatch(/https:\/\/shop\.example\/account\/[a-z-]+#token=the-token\n/);
    }
  });
});
