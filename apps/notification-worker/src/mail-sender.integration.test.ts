import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { MessageRefused } from '@concert-mania/core/notifications/ports';
import { CLAIM_LEASE_MS } from '@concert-mania/core/notifications/send-notice';
import { startMailboxServer } from '@concert-mania/mailbox/mailbox-server';
import { SMTPServer } from 'smtp-server';
import { expect, it, onTestFinished } from 'vitest';
import { LONGEST_WAIT_MS } from './limit-sends.ts';
import { LONGEST_MAIL_MS, makeMailSender } from './mail-sender.ts';

const answer = (responseCode: number) => Object.assign(new Error('no'), { responseCode });

/** A mail server that answers one step with a code. */
async function send(
  step: 'onMailFrom' | 'onRcptTo' | 'onData',
  code: number,
  more: { readonly requireTls?: boolean; readonly onAsked?: () => void } = {},
): Promise<unknown> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onData: (stream, _session, done) => {
      stream.resume();
      stream.on('end', () => done());
    },
    [step]: (subject: { resume?: () => void }, _session: unknown, done: (error: Error) => void) => {
      more.onAsked?.();
      subject.resume?.();
      done(answer(code));
    },
  });
  const listener = server.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  const sender = makeMailSender({
    smtpUrl: `smtp://127.0.0.1:${port}`,
    from: 'Test <tickets@test.example>',
    connections: 1,
    requireTls: more.requireTls ?? false,
  });
  onTestFinished(async () => {
    sender.close();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return sender
    .send({ id: 'n', to: 'fan@fans.example', subject: 's', text: 't' })
    .catch((error: unknown) => error);
}

it('ends before its claim expires, even with the slowest server', () => {
  const filesMs = 20_000;
  expect(filesMs + LONGEST_WAIT_MS + LONGEST_MAIL_MS).toBeLessThan(CLAIM_LEASE_MS);
});

it.each([
  ['onRcptTo', 550],
  ['onData', 554],
] as const)('takes %s answered by %i for a refusal for good', async (step, code) => {
  expect(await send(step, code)).toBeInstanceOf(MessageRefused);
});

it.each([
  ['onRcptTo', 450],
  ['onData', 451],
  ['onMailFrom', 553],
] as const)('takes %s answered by %i for a failure that may pass', async (step, code) => {
  const error = await send(step, code);
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toBeInstanceOf(MessageRefused);
});

it('sends nothing to a server without TLS if TLS is required', async () => {
  const asked: string[] = [];
  const onAsked = () => asked.push('sender');
  const error = await send('onMailFrom', 553, { requireTls: true, onAsked });
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toBeInstanceOf(MessageRefused);
  expect(asked).toEqual([]);
});

it('writes mails that a reader shows as they were meant: subject, text, HTML and files', async () => {
  const mailbox = await startMailboxServer({ host: '127.0.0.1', port: 0, smtpPort: 0 });
  const from = '콘서트 매니아 <tickets@test.example>';
  const sender = makeMailSender({ smtpUrl: mailbox.smtpUrl, from, connections: 1 });
  onTestFinished(async () => {
    sender.close();
    await mailbox.close();
  });
  const pdf = Uint8Array.from({ length: 3_000 }, (_, index) => index % 256);
  const calendar = new TextEncoder().encode('BEGIN:VCALENDAR\r\n');
  const subject = `[콘서트 매니아] ${'아주 긴 공연의 이름 🎵 '.repeat(8)}끝`;
  const words = { subject, text: '안녕하세요.\n.\n줄', html: '<p>안녕 &amp; 반가워요</p>'.repeat(99) };
  await sender.send({
    id: 'res_1.3.email',
    to: 'fan@fans.example',
    ...words,
    attachments: [
      {
        filename: 'tickets-res_1.pdf',
        contentType: 'application/pdf',
        content: [pdf.subarray(0, 1_140), pdf.subarray(1_140)],
      },
      {
        filename: 'concert.ics',
        contentType: 'text/calendar; charset=utf-8; method=PUBLISH',
        content: [calendar.subarray(0, 5), calendar.subarray(5)],
      },
    ],
  });
  await sender.send({ id: 'plain', to: 'fan@xn--bj0bj06e.example', subject: 'Night', text: 'Only text' });
  const [plain, whole] = await mailbox.mailbox.list();
  expect(whole).toMatchObject({ id: '<res_1.3.email@test.example>', to: 'fan@fans.example', subject });
  expect(whole?.text.trim()).toBe(words.text);
  expect(whole?.html?.trim()).toBe(words.html);
  expect(whole?.files?.map(({ filename, contentType }) => [filename, contentType])).toEqual([
    ['tickets-res_1.pdf', 'application/pdf'],
    ['concert.ics', 'text/calendar'],
  ]);
  expect(Buffer.from(whole?.files?.[0]?.content ?? [])).toEqual(Buffer.from(pdf));
  expect(Buffer.from(whole?.files?.[1]?.content ?? []).toString()).toContain('BEGIN:VCALENDAR');
  expect(plain).toMatchObject({ subject: 'Night', text: expect.stringContaining('Only text') });
});
