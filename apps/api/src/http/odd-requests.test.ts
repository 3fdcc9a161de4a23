import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { answerUnreadable } from './odd-requests.ts';

const late = Object.assign(new Error('request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
const connection = (bytesRead: number) => Object.assign(new PassThrough(), { bytesRead });

it('ends a connection that was opened to spare without an answer', () => {
  const socket = connection(0);
  answerUnreadable(late, socket, 'https://api.example/problems');
  expect(socket.destroyed).toBe(true);
  expect(socket.readableLength).toBe(0);
});

it('answers a request that came only in part', async () => {
  const socket = connection(20);
  const written: Buffer[] = [];
  socket.on('data', (bytes: Buffer) => written.push(bytes));
  answerUnreadable(late, socket, 'https://api.example/problems');
  await new Promise((resolve) => socket.once('close', resolve));
  expect(Buffer.concat(written).toString()).toMatch(/^HTTP\/1\.1 408 [\s\S]*"code":"request_timeout"/);
});
