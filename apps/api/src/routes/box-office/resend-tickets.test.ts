import { ok, refuse } from '@concert-mania/core/shared/result';
import { expect, it } from 'vitest';
import { makeApp } from '../../app.ts';
import { ADMIN, FAN, fakeDeps } from '../../testing/fake-deps.ts';
import type { TicketFileDeps } from '../tickets/ports.ts';

const asked: unknown[] = [];
const app = makeApp(
  fakeDeps({
    ticketFiles: {
      resend: async (id, { accountId }) => {
        asked.push([id, accountId]);
        return id === 'res_1' ? ok({ mailsLeft: 4 }) : refuse({ code: 'too_many_mails' as const });
      },
    } satisfies Pick<TicketFileDeps, 'resend'> as unknown as TicketFileDeps,
  }),
);
const resend = async (id: string, token: string) => {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await app.request(`/v1/box-office/reservations/${id}/resend`, { method: 'POST', headers });
  return [answer.status, await answer.json()];
};

it('tickets are mailed again only by staff, and not without end', async () => {
  expect(await resend('res_1', ADMIN)).toEqual([202, { reservationId: 'res_1', mailsLeft: 4 }]);
  expect(await resend('res_2', ADMIN)).toMatchObject([429, { code: 'too_many_mails' }]);
  expect(await resend('res_1', FAN)).toMatchObject([403, { code: 'forbidden' }]);
  expect(asked).toEqual([
    ['res_1', 'usr_admin'],
    ['res_2', 'usr_admin'],
  ]);
});
