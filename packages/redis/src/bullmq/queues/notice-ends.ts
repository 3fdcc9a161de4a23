import type { NoticeStatus } from '@concert-mania/core/notifications/model';
import type { NoticeOutcome } from '@concert-mania/core/notifications/send-notice';
import { UnrecoverableError } from 'bullmq';

/** The level of a notice's line in the log. Errors fail its job, so that a person sees them. */
export const LEVELS = {
  sent: 'info',
  repeated: 'info',
  busy: 'info',
  lapsed: 'info',
  no_address: 'info',
  sms_not_configured: 'info',
  country_not_served: 'info',
  unverified: 'info',
  switched_off: 'info',
  too_many: 'warn',
  retrying: 'warn',
  fault: 'warn',
  refused: 'error',
  exhausted: 'error',
  failed: 'error',
} as const satisfies Record<NoticeStatus, 'info' | 'warn' | 'error'>;

/** How a notice of a job ended, for this attempt of the job. */
export type Ended = readonly [status: NoticeStatus, error?: unknown];

export function countOf(ended: readonly Ended[]): Readonly<Partial<Record<NoticeStatus, number>>> {
  const counts: Partial<Record<NoticeStatus, number>> = {};
  for (const [status] of ended) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** Whether a later attempt of its job, or a person's retry, has something to do for a notice. */
export const isUnended = (ended: Ended | undefined): boolean =>
  ended !== undefined && (ended[0] === 'fault' || LEVELS[ended[0]] === 'error');

/** The result of a job. Throws if it must be retried, or if a person should see it. */
export function endOf(ended: readonly Ended[], statuses: object): string {
  const fault = ended.find(([status]) => status === 'fault');
  if (fault !== undefined) throw fault[1];
  const failed = ended.filter(([status]) => LEVELS[status] === 'error');
  const [first] = failed;
  if (first === undefined) return JSON.stringify(statuses);
  const [status, error] = first;
  const reason = error instanceof Error ? error.message : status;
  throw new UnrecoverableError(
    ended.length === 1 ? reason : `${failed.length} of ${ended.length} notices: ${reason}`,
  );
}

export function statusOf(outcome: NoticeOutcome, eventId: string): Ended {
  switch (outcome.status) {
    case 'sent':
    case 'busy':
      return [outcome.status];
    case 'already_sent':
      return ['repeated'];
    case 'postponed':
      return ['retrying', outcome.cause];
    case 'given_up':
      return [outcome.reason, outcome.cause];
    case 'unknown':
      return ['failed', new Error(`no notice of ${eventId} was planned`)];
  }
}
