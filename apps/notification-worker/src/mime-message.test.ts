import { expect, it } from 'vitest';
import { asciiAddress, fromHeader, mimeMessage } from './mime-message.ts';

const TERMS = { from: 'Test <t@test.example>', messageId: '<1@test.example>', date: new Date(0) };

it('writes lines of 76 characters at most, in ASCII, with a head of RFC 5322', () => {
  const subject = '여름밤 '.repeat(40);
  const mail = mimeMessage({ id: '1', to: 'fan@fans.example', subject, text: '가'.repeat(999) }, TERMS).join(
    '',
  );
  expect(mail).toMatch(/^From: "Test" <t@test.example>\r\nTo: fan@fans.example\r\nSubject: =\?utf-8\?B\?/);
  expect(mail).toContain('Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n');
  expect(mail).not.toMatch(/[^\r\n -~]/);
  for (const line of mail.split('\r\n')) expect(line.length).toBeLessThanOrEqual(76);
});

it('lets no address or name begin another header', () => {
  expect(asciiAddress('fan@fans.example\r\nBcc: other@fans.example')).not.toMatch(/[\r\n]/);
  expect(fromHeader('A "B"\r\nX <t@test.example>')).not.toMatch(/^X/m);
  const mail = mimeMessage(
    { id: '1', to: 'a@b.example', subject: 'x\r\nBcc: y@z.example', text: '' },
    TERMS,
  ).join('');
  expect(mail).not.toMatch(/^Bcc/m);
});

it('writes the domain of an address in ASCII, and a Korean name of the sender as encoded words', () => {
  expect(asciiAddress('fan@한국.example')).toBe('fan@xn--3e0b707e.example');
  expect(fromHeader('콘서트 <t@test.example>')).toMatch(/^=\?utf-8\?B\?[^?]+\?= <t@test.example>$/);
  expect(fromHeader('t@test.example')).toBe('t@test.example');
});

it('encodes the first part of a file once for all mails that share it, and the rest for each', () => {
  const template = Buffer.alloc(57 * 40, 'template');
  const mailWith = (end: string) => {
    const content = [template, Buffer.from(end)];
    const attachments = [{ filename: 't.pdf', contentType: 'application/pdf', content }];
    return mimeMessage({ id: '1', to: 'a@b.example', subject: 's', text: 't', attachments }, TERMS);
  };
  const [first, second] = [mailWith('one'), mailWith('two')];
  const shared = first.find((piece) => typeof piece !== 'string');
  expect(shared).toBeDefined();
  expect(second).toContain(shared);
  const encoded = second.join('').split('base64\r\n\r\n').at(-1)?.split('\r\n--')[0] ?? '';
  expect(Buffer.from(encoded, 'base64').toString()).toBe(`${template}two`);
});
