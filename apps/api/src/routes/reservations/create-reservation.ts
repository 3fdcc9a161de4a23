import { holdSeats, seatRequest } from '@concert-mania/core/holds/commands';
import { z } from '@hono/zod-openapi';
import { type AddCommand, acceptCommand, submissionOf } from '../../commands/accept-command.ts';
import { commandRoute } from '../../commands/command-route.ts';
import { problem } from '../../http/problems/problem.ts';
import { verifiedEmail } from '../../middleware/verified-email.ts';

const [chosenSeats, bestSeats] = seatRequest.options;
const performance = { performanceId: z.string().min(1).max(64) };
const body = z
  .union([
    chosenSeats.extend(performance).openapi('ChosenSeatsRequest'),
    bestSeats.extend(performance).openapi('BestSeatsRequest'),
  ])
  .openapi('ReservationRequest');

const queueToken = z.uuid();

const route = commandRoute({
  operationId: 'holdSeats',
  path: '/v1/reservations',
  tags: ['Reservations'],
  summary: 'Hold seats: the ones named, or the best available',
  description: 'All of the seats or none, decided in the order of arrival. The job has the reservation.',
  guards: [verifiedEmail],
  parameters: [
    {
      name: 'Queue-Token',
      in: 'header',
      description: 'The token of an admitted place; may be left out where the concert has no waiting room',
      schema: { type: 'string', format: 'uuid' },
    },
  ],
  body,
  refusals: ['email_not_verified', 'admission_required', 'performance_not_found', 'sale_paused'],
});

function queueTokenOf(header: string | undefined): string | null {
  const read = queueToken.safeParse(header);
  return read.success ? read.data : null;
}

/** `POST /v1/reservations`: accepts a hold from a fan with an active pass. */
export const addCreateReservation: AddCommand<'passes' | 'performances'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const requested = c.req.valid('json');
    const { performanceId, ...request } = requested;
    const found = await deps.performances.find(performanceId);
    if (!found?.published) return problem(c, 'performance_not_found');
    const { concertId } = found;
    const token = found.waitingRoomEnabled ? queueTokenOf(c.req.header('queue-token')) : null;
    const command = {
      name: holdSeats.name,
      body: requested,
      payload: { concertId, performanceId, queueToken: token, request },
    };
    if (found.paused && !(await deps.commands.knowsKey(submissionOf(c, deps, command)))) {
      return problem(c, 'sale_paused');
    }
    if (found.waitingRoomEnabled) {
      const accountId = c.get('account').id;
      const admitted = token !== null && (await deps.passes.isActive({ concertId, accountId, token }));
      // A pass ends when its reservation is paid; a retry of the hold must still find its job.
      if (!admitted && !(await deps.commands.knowsKey(submissionOf(c, deps, command)))) {
        return problem(c, 'admission_required');
      }
    }
    return acceptCommand(c, deps, command);
  });
};
