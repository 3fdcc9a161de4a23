import { expect, it, vi } from 'vitest';
import { startAnnouncer } from './announcer.ts';

it('announces each named room, and once more if it is named meanwhile', async () => {
  const announced: string[] = [];
  let release = () => {};
  const blocked = new Promise<void>((resolve) => {
    release = resolve;
  });
  const announcer = startAnnouncer(
    async (concertId) => {
      announced.push(concertId);
      if (announced.length === 1) await blocked;
      return 1;
    },
    { warn: vi.fn() },
  );
  for (const concertId of ['con_1', 'con_2', 'con_1', 'con_1']) announcer.notify(concertId);
  release();
  await vi.waitFor(() => expect(announced).toEqual(['con_1', 'con_2', 'con_1']));
  await announcer.stop();
});

it('continues with other rooms when one fails, and retries that one later', async () => {
  const announced: string[] = [];
  const warn = vi.fn();
  const announcer = startAnnouncer(
    async (concertId) => {
      announced.push(concertId);
      if (announced.length === 1) throw new Error('the database is away');
      return 1;
    },
    { warn },
  );
  announcer.notify('con_1');
  announcer.notify('con_2');
  await vi.waitFor(() => expect(announced).toEqual(['con_1', 'con_2']));
  await vi.waitFor(() => {
    announcer.notify('con_1');
    expect(announced.length).toBeGreaterThan(2);
  });
  expect(warn).toHaveBeenCalledTimes(1);
  await announcer.stop();
});
