import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { preparedMail } from './prepared-mail.ts';

it('gives the server a mail with its end, and no line of it that would end it earlier', async () => {
  const envelope = { from: 'a@b.example', to: ['c@d.example'] };
  const { message } = preparedMail(envelope, '<1@b.example>', [
    'From: a\r\n\r\n',
    '.\r\n..x\r\n',
    Buffer.from('last\r\n'),
  ]);
  const connection = new PassThrough();
  message.createReadStream().pipe(connection);
  expect((await buffer(connection)).toString()).toBe('From: a\r\n\r\n..\r\n...x\r\nlast\r\n.\r\n');
});
