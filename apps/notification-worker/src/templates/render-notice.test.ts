import { ACCOUNT_LOCALES } from '@concert-mania/core/identity/model';
import { isMailOnly, type Locale, TEMPLATES } from '@concert-mania/core/notifications/model';
import { reservationView } from '@concert-mania/core/notifications/notice-view';
import { toTextMessage } from '@concert-mania/core/notifications/text-message';
import { SAMPLE_MAIL, sampleReservation, sampleView } from '@concert-mania/testkit/data/sample-notices';
import { describe, expect, it } from 'vitest';
import { readTemplates } from './read-templates.ts';
import { makeRenderNotice } from './render-notice.ts';

const render = makeRenderNotice(readTemplates());
const notices = TEMPLATES.flatMap((template) => ACCOUNT_LOCALES.map((locale) => [template, locale] as const));
const STYLE = /<style>[\s\S]*<\/style>\n/;

describe('a notice', () => {
  it.each(notices)('%s in the language %s reads as the kept file', async (template, locale) => {
    const view = sampleView(template, locale);
    const { subject, text, html = '' } = render({ template, channel: 'email', locale, view });
    const parts = [`Subject: ${subject}`, text, html.replace(STYLE, '')];
    if (!isMailOnly(template)) {
      const sms = toTextMessage(render({ template, channel: 'sms', locale, view }).text);
      parts.push(`${sms.kind} of ${sms.bytes} bytes: ${sms.text}\n`);
    }
    await expect(parts.join('\n----\n')).toMatchFileSnapshot(`golden/${template}.${locale}.txt`);
  });

  it.each(notices)(
    '%s in the language %s has HTML without script, remote content or placeholders',
    (template, locale) => {
      const view = sampleView(template, locale);
      const { html = '', text } = render({ template, channel: 'email', locale, view });
      expect(html).toMatch(new RegExp(`^<!doctype html>\\n<html lang="${locale}">`));
      expect(html).not.toMatch(/<script|<img|<link|url\(|@import/);
      expect(html + text).not.toMatch(/\{\{|\}\}|undefined/);
    },
  );
});

const confirmed = (locale: Locale, more: Parameters<typeof sampleReservation>[1] = {}) => {
  const view = reservationView(sampleReservation(locale, more), SAMPLE_MAIL);
  const write = (channel: 'email' | 'sms', template = more.template ?? 'reservation_confirmed') =>
    render({ template, channel, locale, view });
  return { mail: write('email'), sms: write('sms').text };
};

it('calls a booking without a price free, and mentions no refund', () => {
  const nothing = { totalAmount: 0, refundAmount: 0, feeAmount: 0 };
  expect(confirmed('ko', nothing).mail.text).toContain('결제금액: 무료');
  expect(confirmed('en', nothing).sms).toContain('free');
  for (const locale of ACCOUNT_LOCALES) {
    const { mail, sms } = confirmed(locale, { ...nothing, template: 'reservation_cancelled' });
    expect(mail.text + mail.html + sms).not.toMatch(/₩|원|환불|refund/i);
  }
});

it('names the only seat, or the first one and the number of others', () => {
  const [seat] = sampleReservation('ko').seats;
  expect(confirmed('ko').sms).toContain('A구역 1열 3번 외 1석');
  expect(confirmed('ko', { seats: seat ? [seat] : [] }).sms).toContain('A구역 1열 3번, ');
});

it('says where the tickets are, attached or not', () => {
  const facts = sampleReservation('en');
  const textOf = (isAttached: boolean) => {
    const view = reservationView(facts, { ...SAMPLE_MAIL, isAttached });
    return render({ template: 'reservation_confirmed', channel: 'email', locale: 'en', view }).text;
  };
  expect(textOf(true)).toContain('Your tickets are attached as a PDF');
  expect(textOf(false)).not.toContain('attached');
  for (const isAttached of [true, false])
    expect(textOf(isAttached)).toContain('\nhttps://shop.example/reservations/res_01KB4Z8V6T0Q2M\n');
});

it('has no link for a sale at the box office, whose holder has no account', () => {
  const view = reservationView(sampleReservation('en', { atDesk: true }), SAMPLE_MAIL);
  const { text, html } = render({ template: 'reservation_confirmed', channel: 'email', locale: 'en', view });
  expect(text).toContain('Your tickets are attached');
  expect(text + html).not.toMatch(/shop\.example|page of your reservation/);
});

describe('text from strangers', () => {
  const stored = {
    name: '당첨!\n\nhttps://evil.example/gift\n',
    concertTitle: 'Night\nof\u202e<b>tests</b> & {{token}}',
    venueName: 'Hall\r\nB',
  };

  it('never begins a notice, and stays on its own line', () => {
    const { mail, sms } = confirmed('ko', stored);
    expect(mail.subject).toBe('[콘서트 매니아] 예매가 완료되었습니다: Night of <b>tests</b> & {{token}}');
    expect(mail.text).toMatch(/^예매가 완료되었습니다\./);
    expect(mail.text).toContain('\n이름: 당첨! https://evil.example/gift\n');
    expect(mail.text).toContain('\n장소: Hall B\n');
    expect(sms).toMatch(/^\[콘서트 매니아\] 예매 완료: [^\n\r\u202e]+$/);
  });

  it('is escaped in HTML', () => {
    const { mail } = confirmed('ko', stored);
    expect(mail.html).toContain('&lt;b&gt;tests&lt;&#x2F;b&gt; &amp; {{token}}');
    expect(mail.html).not.toContain('<b>');
  });

  it('is not mailed to an unverified address', () => {
    const { mail } = confirmed('ko', { ...stored, verified: false });
    expect(mail.text + mail.html).not.toContain('evil.example');
    expect(mail.text).toContain('결제금액: ₩312,000');
  });
});
