import type { AcceptedCommand } from '../../shared/command.ts';
import { type Outcome, succeeded } from '../../shared/outcome.ts';
import {
  type CheckIn,
  type CheckInBatch,
  type CheckInBatchOutcome,
  type CheckInOutcome,
  type CheckInView,
  checkIn,
  checkInBatch,
} from './commands.ts';
import type { Scan } from './decide-scans.ts';
import { boundScanTime } from './scan-time.ts';

/** A command that checks tickets in: its scans, and its outcome from their answers. */
export interface CheckInKind<N extends string, P, O extends Outcome> {
  readonly name: N;
  /** In the order in which they are decided. */
  readonly scansOf: (
    command: Pick<AcceptedCommand<P>, 'payload' | 'accountId' | 'acceptedAt'>,
  ) => readonly Scan[];
  readonly outcomeOf: (
    command: Pick<AcceptedCommand<P>, 'payload' | 'acceptedAt'>,
    answers: ReadonlyMap<string, CheckInView>,
  ) => O;
}

export const oneScan: CheckInKind<'ticket.check-in', CheckIn, CheckInOutcome> = {
  name: checkIn.name,
  scansOf: ({ payload: { scanId, performanceId, gate, code, at }, accountId, acceptedAt }) => [
    {
      scanId,
      performanceId,
      gate,
      accountId,
      code,
      mode: 'online',
      ...boundScanTime(at, acceptedAt, 'online'),
    },
  ],
  outcomeOf: ({ payload: { scanId } }, answers) => succeeded(answerOf(answers, scanId)),
};

export const scansWithoutNetwork: CheckInKind<'ticket.check-in-batch', CheckInBatch, CheckInBatchOutcome> = {
  name: checkInBatch.name,
  scansOf: ({ payload: { performanceId, gate, scans }, accountId, acceptedAt }) =>
    scans
      .flatMap(({ scanId, code, at }) => {
        if (scanId === null || at === null) return [];
        const time = boundScanTime(at, acceptedAt, 'offline');
        return { scanId, performanceId, gate, accountId, code, mode: 'offline' as const, ...time };
      })
      .sort((one, other) => one.at.getTime() - other.at.getTime()),
  outcomeOf: ({ payload: { scans }, acceptedAt }, answers) =>
    succeeded({
      results: scans.map(({ scanId, at }) =>
        scanId === null || at === null
          ? { ...UNREADABLE, scanId, at: acceptedAt.toISOString() }
          : answerOf(answers, scanId),
      ),
    }),
};

/** The answer to a scan without a readable id or time. It is not recorded. */
const UNREADABLE = { result: 'unknown', ticket: null, first: null, overtaken: null, clamped: null } as const;

function answerOf(answers: ReadonlyMap<string, CheckInView>, scanId: string): CheckInView {
  const answer = answers.get(scanId);
  if (!answer) throw new Error(`scan ${scanId} was not decided`);
  return answer;
}
