import { MAILS_PER_DAY } from '@concert-mania/core/tickets/resend-tickets';
import { makeAccount, makeSale } from '@concert-mania/testkit/data/builders';
import { confirmReservation, makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { expect, it } from 'vitest';
import { makeNotificationStore } from '../notifications/notification-store.ts';
import { makeResendTickets } from './resend-tickets.ts';

const db = openForTest(await testDatabase());
const resend = makeResendTickets(db);

it('queues a mail with the tickets, a few times a day at most, and records who asked for it', async () => {
  const sale = await makeSale(db, { seats: 4 });
  const staff = await makeAccount(db);
  const by = { accountId: staff, requestId: 'req_1' };
  const { id } = await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [1] });
  expect(await resend('res_none', by)).toMatchObject({ error: { code: 'reservation_not_found' } });
  expect(await resend(id, by)).toMatchObject({ error: { code: 'ticket_not_found' } });
  await confirmReservation(db, id);
  const answers = await Promise.all(Array.from({ length: MAILS_PER_DAY + 1 }, () => resend(id, by)));
  expect(answers.map((answer) => (answer.ok ? answer.value.mailsLeft : answer.error.code)).sort()).toEqual([
    0,
    1,
    2,
    3,
    4,
    'too_many_mails',
  ]);
  const due = await makeNotificationStore(db).takeDue({ againMs: 60_000, limit: 10, channels: ['email'] });
  expect(due).toHaveLength(MAILS_PER_DAY);
  const claim = await makeNotificationStore(db).claim(due[0] ?? { eventId: '', channel: 'email' }, 60_000);
  expect(claim).toMatchObject({ kind: 'claimed', facts: { template: 'tickets_again', reservationId: id } });
  const actions = await db.query('select account_id, action, subject from staff_actions');
  expect(actions).toEqual(
    Array(MAILS_PER_DAY).fill({ account_id: staff, action: 'tickets.resend', subject: id }),
  );
});
