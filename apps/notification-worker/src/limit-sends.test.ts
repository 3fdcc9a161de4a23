import { setImmediate as turn } from 'node:timers/promises';
import { MessageNotBegun } from '@concert-mania/core/notifications/ports';
import { expect, it } from 'vitest';
import { limitSends } from './limit-sends.ts';

const message = (id: string) => ({ id, to: 'fan@fans.example', subject: '', text: '' });

it('sends as many at once as allowed, the others in order, also after a failure', async () => {
  const begun: string[] = [];
  const ends: PromiseWithResolvers<void>[] = [];
  const send = limitSends(
    ({ id }) => {
      begun.push(id);
      const end = Promise.withResolvers<void>();
      ends.push(end);
      return end.promise;
    },
    { atOnce: 2 },
  );
  const sent = Promise.allSettled(['a', 'b', 'c', 'd'].map((id) => send(message(id))));
  await turn();
  expect(begun).toEqual(['a', 'b']);
  ends[1]?.reject(new Error('451 later'));
  await turn();
  expect(begun).toEqual(['a', 'b', 'c']);
  ends[0]?.resolve();
  await turn();
  for (const end of ends) end.resolve();
  expect((await sent).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
  ]);
});

it('begins no message that waited too long, and the next one in time', async () => {
  const end = Promise.withResolvers<void>();
  const begun: string[] = [];
  const send = limitSends(
    async ({ id }) => {
      begun.push(id);
      await end.promise;
    },
    { atOnce: 1, longestWaitMs: 0 },
  );
  const first = send(message('a')).catch(() => 'late');
  await turn();
  const late = send(message('b'));
  end.resolve();
  await first;
  await expect(late).rejects.toBeInstanceOf(MessageNotBegun);
  expect(begun).not.toContain('b');
});
