import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { MessageRefused } from '@concert-mania/core/notifications/ports';
import { CLAIM_LEASE_MS } from '@concert-mania/core/notifications/send-notice';
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
