import { MessageRefused } from '@concert-mania/core/notifications/ports';
import { makeQueueDueNotices } from '@concert-mania/core/notifications/queue-notices';
import { deleteKeysContaining } from '@concert-mania/local-stack/redis/redis-admin';
import { describe, expect, it, vi } from 'vitest';
import { makeMailSender } from './mail-sender.ts';
import {
  confirmed,
  db,
  keys,
  mail,
  mailbox,
  mailOf,
  messagesTo,
  plan,
  queue,
  redis,
  running,
  sale,
  server,
  startRelay,
  startWorkers,
  statuses,
  store,
  unsent,
  WAIT,
} from './testing/notice-system.ts';

describe('notices', () => {
  it('reach a fan whose reservation was confirmed by mail and by text message, and can be read back', async () => {
    startRelay();
    startWorkers();
    const reservation = await confirmed('010-2222-3333');
    await vi.waitFor(async () => expect(await messagesTo(reservation.email)).toHaveLength(1), WAIT);
    await vi.waitFor(async () => expect(await messagesTo('01022223333')).toHaveLength(1), WAIT);
    expect((await messagesTo(reservation.email))[0]).toMatchObject({
      id: `<${reservation.id}.3.email@test.example>`,
      subject: '[콘서트 매니아] 예매가 완료되었습니다: 테스트의 밤',
      text: expect.stringContaining('₩150,000'),
    });
    const page = await (await fetch(mailbox.url)).text();
    expect(page).toContain('예매가 완료되었습니다');
    const { items } = (await (await fetch(`${mailbox.url}/messages.json`)).json()) as {
      items: { to: string; files: { filename: string; path: string }[] }[];
    };
    const files = items.find(({ to }) => to === reservation.email)?.files ?? [];
    const download = async (path = '/none') => (await fetch(`${mailbox.url}${path}`)).text();
    expect(files).toMatchObject([{ filename: `tickets-${reservation.id}.pdf` }, { filename: 'concert.ics' }]);
    expect(await download(files[0]?.path)).toMatch(/^%PDF-/);
    expect(await download(files[1]?.path)).toContain(`UID:${sale.performanceId}@concert-mania`);
  });

  it('send one mail per event, for any number of relays and job attempts', async () => {
    const reservation = await confirmed();
    startWorkers();
    startRelay();
    await vi.waitFor(async () => expect(await messagesTo(reservation.email)).toHaveLength(1), WAIT);
    await Promise.all(running.splice(-1).map(({ stop }) => stop()));
    // As after a crash between effect and cursor, with a queue that lost its jobs.
    await db.query(`update event_cursors set position = 0`);
    await deleteKeysContaining(server.url, server.prefix);
    startRelay();
    const later = await confirmed();
    await vi.waitFor(async () => expect(await messagesTo(later.email)).toHaveLength(1), WAIT);
    await queue.add([mailOf(reservation), mailOf(reservation)]);
    const last = await confirmed();
    await vi.waitFor(async () => expect(await messagesTo(last.email)).toHaveLength(1), WAIT);
    await vi.waitFor(async () => expect(await unsent()).toBe(0), WAIT);
    expect(await messagesTo(reservation.email)).toHaveLength(1);
  });

  it('are sent later when the mail server refuses at first', async () => {
    let refusals = 3;
    const onFinished = startWorkers(async (message) => {
      refusals -= 1;
      if (refusals >= 0) throw new Error('421 try again later');
      await mail.send(message);
    });
    startRelay();
    const reservation = await confirmed();
    await vi.waitFor(async () => expect(await messagesTo(reservation.email)).toHaveLength(1), WAIT);
    await vi.waitFor(
      () => expect(statuses(onFinished)).toEqual([...Array(3).fill('retrying'), 'sent']),
      WAIT,
    );
  });

  it('fail an attempt, not the process, while the mail server is down', async () => {
    const dead = makeMailSender({
      smtpUrl: 'smtp://127.0.0.1:1',
      from: 'tickets@test.example',
      connections: 1,
    });
    await expect(dead.send({ id: 'x', to: 'a@fans.example', subject: 's', text: 't' })).rejects.toThrow();
    dead.close();
  });

  it('are queued again from the database if the queue was lost before they were sent', async () => {
    const reservation = await confirmed();
    await plan(reservation);
    await db.query(
      `update notifications set next_try_at = now() - interval '1 second' where sent_at is null`,
    );
    expect(await makeQueueDueNotices({ store, queue })()).toBe(1);
    startWorkers();
    await vi.waitFor(async () => expect(await messagesTo(reservation.email)).toHaveLength(1), WAIT);
  });

  it('that are malformed or unplanned fail once, permanently, and delay no other', async () => {
    const onFinished = startWorkers();
    for (const eventId of ['', 'res_nobody.3']) await queue.add([{ eventId, channel: 'email', attempts: 0 }]);
    startRelay();
    const reservation = await confirmed();
    await vi.waitFor(async () => expect(await messagesTo(reservation.email)).toHaveLength(1), WAIT);
    await vi.waitFor(
      () => expect(onFinished.mock.calls.filter(([, status]) => status === 'failed')).toHaveLength(2),
      WAIT,
    );
    expect(onFinished.mock.calls.filter(([, status]) => status === 'retrying')).toEqual([]);
  });

  it('refused permanently by the mail server are tried once and given up; one retried by hand is sent', async () => {
    let exists = false;
    const onFinished = startWorkers(async (message) => {
      if (!exists) throw new MessageRefused('550 <fan-1@fans.example>: no such mailbox');
      await mail.send(message);
    });
    startRelay();
    const reservation = await confirmed();
    await vi.waitFor(() => expect(statuses(onFinished)).toEqual(['refused']), WAIT);
    await vi.waitFor(async () => expect(await unsent()).toBe(0), WAIT);
    const { eventId } = mailOf(reservation);
    const reason = () => redis.hget(`${keys.queue('mails')}${eventId}.email.0`, 'failedReason');
    await vi.waitFor(async () => expect(await reason()).toBe('550 <[address]>: no such mailbox'), WAIT);
    exists = true;
    await queue.add([{ ...mailOf(reservation), attempts: 1 }]);
    await vi.waitFor(async () => expect(await messagesTo(reservation.email)).toHaveLength(1), WAIT);
  });

  it('count as sent only if sent: no repeat, none without an address, none that lapsed', async () => {
    const reservation = await confirmed('010-5555-6666');
    await plan(reservation);
    const lapsed = await confirmed();
    await queue.add(await plan(lapsed, { lapsesAt: new Date() }));
    await db.query('update accounts set phone = null where id = $1', [reservation.accountId]);
    await queue.add([mailOf(reservation), { ...mailOf(reservation), channel: 'sms' }]);
    await queue.add([{ ...mailOf(reservation), attempts: 1 }]);
    const onFinished = startWorkers();
    await vi.waitFor(() => expect(onFinished).toHaveBeenCalledTimes(4), WAIT);
    expect(statuses(onFinished).filter((status) => status === 'sent')).toHaveLength(1);
    expect(statuses(onFinished).filter((status) => status === 'lapsed')).toHaveLength(1);
    expect(statuses(onFinished).filter((status) => status === 'no_address')).toHaveLength(1);
    expect(await messagesTo(lapsed.email)).toEqual([]);
  });
});
