import type { ReservationForStaff } from '@concert-mania/core/payments/lookup/reservation-for-staff';
import { DESK_METHODS } from '@concert-mania/core/payments/model';
import { TICKET_STATUSES } from '@concert-mania/core/tickets/model';
import { createRoute, z } from '@hono/zod-openapi';
import { presentReservation, reservationSchema } from '../../commands/present-reservation.ts';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader } from '../../http/carried-headers.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer, instant, json } from '../../http/schema.ts';
import { actorOf, signedInBoxOffice } from '../../middleware/signed-in.ts';
import { clerkSchema } from './desk/list-blocks.ts';
import { foundParts, presentParts } from './present-found.ts';

const refund = z
  .object({
    id: z.string(),
    paymentId: z.string(),
    amount: z.int().min(0),
    feeAmount: z.int().min(0),
    seatNumbers: z
      .union([z.array(z.int()), z.null()])
      .openapi({ description: 'Null: all seats that were left' }),
    status: z.enum(['in_progress', 'completed']),
    blocked: z.boolean().openapi({ description: 'The gateway refuses it: settle it by hand' }),
    reason: z.string(),
    createdAt: instant,
  })
  .openapi('RefundForStaff');
const ticket = z
  .object({
    id: z.string(),
    seatNumber: z.int(),
    version: z.int(),
    status: z.enum(TICKET_STATUSES),
    issuedAt: instant,
    usedAt: instant.nullable(),
    usedGate: z.string().nullable(),
  })
  .openapi('TicketForStaff');
const notice = z
  .object({
    template: z.string().openapi({ example: 'reservation_confirmed' }),
    channel: z.enum(['email', 'sms']),
    createdAt: instant,
    sentAt: instant.nullable(),
    givenUpReason: z.string().nullable(),
  })
  .openapi('NoticeForStaff');
const deskSale = z
  .object({
    holder: z
      .object({ name: z.string().nullable(), email: z.string().nullable(), phone: z.string().nullable() })
      .openapi({ description: 'All null once the holder is forgotten' }),
    method: z.enum(DESK_METHODS),
    note: z.string().nullable(),
    soldBy: clerkSchema,
    soldAt: instant,
  })
  .openapi('DeskSaleForStaff');

const reservationForStaff = reservationSchema
  .extend({
    ...foundParts,
    deskSale: z.union([deskSale, z.null()]).openapi({ description: 'Null: a fan bought it' }),
    refunds: z.array(refund),
    tickets: z.array(ticket),
    notices: z.array(notice),
  })
  .openapi('ReservationForStaff');

const route = createRoute({
  operationId: 'getReservationForStaff',
  method: 'get',
  path: '/v1/box-office/reservations/{reservationId}',
  tags: ['Box office'],
  summary: 'One reservation of anybody, with everything that belongs to it',
  description: 'With payments, refunds, tickets, events and notices. The look is recorded.',
  security: bearer,
  middleware: signedInBoxOffice,
  request: { params: z.object({ reservationId: z.string().min(1).max(64) }) },
  responses: {
    200: json(reservationForStaff, 'The reservation'),
    ...problems('validation_failed', 401, 403, 'reservation_not_found'),
  },
});

/** `GET /v1/box-office/reservations/{id}`: the look is recorded. */
export const addGetReservationForStaff: AddRoute<'boxOffice'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { reservationId } = c.req.valid('param');
    const found = await deps.boxOffice.lookup.open(reservationId, actorOf(c));
    if (found === null) return problem(c, 'reservation_not_found');
    addHeader(c, 'cache-control', 'no-store');
    return c.json(presentForStaff(found), 200);
  });
};

const presentForStaff = (found: ReservationForStaff): z.infer<typeof reservationForStaff> => ({
  ...presentReservation(found),
  ...presentParts(found),
  deskSale: found.deskSale && { ...found.deskSale, soldAt: found.deskSale.soldAt.toISOString() },
  refunds: found.refunds.map((each) => ({
    ...each,
    seatNumbers: each.seatNumbers && [...each.seatNumbers],
    createdAt: each.createdAt.toISOString(),
  })),
  tickets: found.tickets.map((each) => ({
    ...each,
    issuedAt: each.issuedAt.toISOString(),
    usedAt: each.usedAt?.toISOString() ?? null,
  })),
  notices: found.notices.map((each) => ({
    ...each,
    createdAt: each.createdAt.toISOString(),
    sentAt: each.sentAt?.toISOString() ?? null,
  })),
});
