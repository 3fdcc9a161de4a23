import type { MissingTickets } from '@concert-mania/core/tickets/ports';
import { type Repetition, repeat } from '@concert-mania/runtime/async/repeat';
import type { Logger } from '@concert-mania/runtime/logger';

/** Between the steps through all reservations: a small load, also for millions of them. */
const STEP_MS = 250;
const REST_MS = 60_000;

/** Issues the tickets of reservations that a version without tickets confirmed. */
export const startTicketLoop = (missing: MissingTickets, log: Pick<Logger, 'info' | 'error'>): Repetition =>
  repeat({
    round: async () => {
      const { issued, done } = await missing.issueSome();
      if (issued > 0) log.info({ issued }, 'missing tickets issued');
      return done ? REST_MS : STEP_MS;
    },
    restMs: REST_MS,
    onFailing: (err) => log.error({ err }, 'missing tickets were not issued'),
    onRecovered: (failures) => log.info({ failures }, 'missing tickets are issued again'),
  });
