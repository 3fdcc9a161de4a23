import { previewCancellation } from '@concert-mania/core/payments/refunds/preview-cancellation';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader } from '../../http/carried-headers.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer, instant, json } from '../../http/schema.ts';
import { signedIn } from '../../middleware/signed-in.ts';

const split = { refundAmount: z.int().min(0), feeAmount: z.int().min(0) };
const preview = z
  .object({
    outcome: z.enum(['release', 'refund', 'not_cancellable']).openapi({
      description: 'release: an unpaid hold ends. refund: the money is given back, less the fee.',
    }),
    ...split,
    steps: z.array(z.object({ until: instant, ...split })).openapi({
      description: 'The amounts from now on, each until a time. The first step is the present one.',
    }),
  })
  .openapi('CancellationPreview');

const SEAT_LIST = /^[0-9]{1,5}(,[0-9]{1,5}){0,9}$/;
const seatList = z
  .string()
  .regex(SEAT_LIST)
  .transform((text) => text.split(',').map(Number));

const route = createRoute({
  operationId: 'previewCancellation',
  method: 'get',
  path: '/v1/reservations/{reservationId}/cancellation',
  tags: ['Reservations'],
  summary: 'What cancelling this reservation or some of its seats would give back, now and later',
  description:
    'Cancels nothing. A cancellation is decided by the rules of the moment when a worker decides it.',
  security: bearer,
  middleware: signedIn,
  request: {
    params: z.object({ reservationId: z.string().min(1).max(64) }),
    query: z.object({
      seatNumbers: seatList.optional().openapi({
        param: { name: 'seatNumbers', in: 'query', required: false },
        type: 'string',
        pattern: SEAT_LIST.source,
        description: 'Seats to cancel, separated by commas; all of them if left out',
        example: '17,18',
      }),
    }),
  },
  responses: {
    200: json(preview, 'The refund and the fee'),
    ...problems('validation_failed', 401, 'reservation_not_found'),
  },
});

/** `GET /v1/reservations/{id}/cancellation`: the refund and fee of a cancellation not yet made. */
export const addGetCancellation: AddRoute<'cancellations'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { reservationId } = c.req.valid('param');
    const state = await deps.cancellations.findState(c.var.account.id, reservationId);
    if (state === null) return problem(c, 'reservation_not_found');
    const { seatNumbers = null } = c.req.valid('query');
    const { outcome, steps } = previewCancellation(state, seatNumbers);
    addHeader(c, 'cache-control', 'no-store');
    return c.json(
      {
        outcome,
        refundAmount: steps[0]?.refundAmount ?? 0,
        feeAmount: steps[0]?.feeAmount ?? 0,
        steps: steps.map((step) => ({ ...step, until: step.until.toISOString() })),
      },
      200,
    );
  });
};
