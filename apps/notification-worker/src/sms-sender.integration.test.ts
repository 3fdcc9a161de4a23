import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MessageRefused } from '@concert-mania/core/notifications/ports';
import { startMailboxServer } from '@concert-mania/mailbox/mailbox-server';
import { DEVELOPMENT_SMS_KEY } from '@concert-mania/mailbox/sms-gateway';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { makeSmsSender } from './sms-sender.ts';

let mailbox: Awaited<ReturnType<typeof startMailboxServer>>;
beforeAll(async () => {
  mailbox = await startMailboxServer({ host: '127.0.0.1', port: 0, smtpPort: 0 });
});
afterAll(() => mailbox.close());

const info = vi.fn();
let sent = 0;
async function send(to: string, more: { key?: string; url?: string; text?: string; id?: string } = {}) {
  const {
    key = DEVELOPMENT_SMS_KEY,
    url = mailbox.url,
    text = '예매 완료',
    id = `res_${++sent}.3.sms`,
  } = more;
  const sender = makeSmsSender({ url, key, sender: '0212345678', timeoutMs: 300 }, { info });
  return sender({ id, to, subject: '', text }).then(
    () => null,
    (error: unknown) => error as Error,
  );
}
const received = () => mailbox.mailbox.list();

it('sends a short text as SMS and a long one as LMS, each once', async () => {
  expect(await send('+821011112222', { id: 'a' })).toBeNull();
  expect(await send('+821011112222', { id: 'a' })).toBeNull();
  expect(await send('+14155552671', { text: '가'.repeat(46) })).toBeNull();
  expect((await received()).map(({ to, kind }) => [to, kind])).toEqual([
    ['+14155552671', 'LMS'],
    ['01011112222', 'SMS'],
  ]);
});

it('takes a refused number for a refusal for good', async () => {
  expect(await send('+821000000400')).toBeInstanceOf(MessageRefused);
});

it.each([
  ['a fault of the gateway', '+821000000500', {}],
  ['too many requests', '+821000000429', {}],
  ['no answer in time', '+821000000408', {}],
  ['a wrong key', '+821011112222', { key: 'other:secret' }],
  ['no connection', '+821011112222', { url: 'http://127.0.0.1:1' }],
])('takes %s for a failure that may pass, and leaves out the number', async (_, to, more) => {
  const error = await send(to, more);
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toBeInstanceOf(MessageRefused);
  expect(`${error} ${error?.cause} ${JSON.stringify(info.mock.calls)}`).not.toMatch(/10000|1111-?2222/);
});

it('takes an answer that is no acceptance for a failure', async () => {
  const server = createServer((_, response) => response.end('<h1>maintenance 01011112222</h1>')).listen(
    0,
    '127.0.0.1',
  );
  onTestFinished(() => void server.close());
  await vi.waitFor(() => expect(server.listening).toBe(true));
  const error = await send('+821011112222', {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
  expect(error?.message).toMatch(/^the SMS gateway answered 200 \(no error code\) to notice/);
});
