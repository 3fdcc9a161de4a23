import { saleNote, soldSeats } from '@concert-mania/core/box-office/commands';
import { DESK_METHODS } from '@concert-mania/core/payments/model';
import { personName } from '@concert-mania/core/shared/visible-text';
import { z } from '@hono/zod-openapi';
import { type AddCommand, acceptCommand } from '../../../commands/accept-command.ts';
import { commandRoute } from '../../../commands/command-route.ts';
import { problem } from '../../../http/problems/problem.ts';
import { signedInBoxOffice } from '../../../middleware/signed-in.ts';
import { emailField, phoneField } from '../../accounts/schemas.ts';

const route = commandRoute({
  operationId: 'sellSeats',
  staff: signedInBoxOffice,
  path: '/v1/box-office/reservations',
  tags: ['Box office'],
  summary: 'Sell seats, or give them away',
  description:
    'Free or blocked seats, all or none, confirmed at once. The sale window and the limit per fan do not apply. The tickets go to the e-mail of the holder, if there is one. `complimentary` seats cost nothing.',
  body: z
    .strictObject({
      performanceId: z.string().min(1).max(64),
      seatNumbers: soldSeats,
      payment: z.enum(DESK_METHODS),
      holder: z.strictObject({
        name: personName,
        email: emailField.optional(),
        phone: phoneField.optional(),
      }),
      note: saleNote.optional(),
    })
    .openapi({
      example: {
        performanceId: 'prf_01k3x9w2yq5v7c8m4n6p0r1s2t',
        seatNumbers: [101, 102],
        payment: 'cash',
        holder: { name: '김하나', phone: '010-1234-5678' },
      },
    }),
  refusals: ['performance_not_found'],
});

/** `POST /v1/box-office/reservations`: accepts a sale at the desk. */
export const addSellSeats: AddCommand<'performances'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const body = c.req.valid('json');
    const { performanceId, seatNumbers, payment, holder, note = null } = body;
    const performance = await deps.performances.find(performanceId);
    if (performance === null) return problem(c, 'performance_not_found');
    return acceptCommand(c, deps, {
      name: 'box-office.sell',
      body,
      payload: {
        concertId: performance.concertId,
        performanceId,
        seatNumbers,
        payment,
        holderName: holder.name,
        holderEmail: holder.email ?? null,
        holderPhone: holder.phone ?? null,
        note: note || null,
      },
    });
  });
};
