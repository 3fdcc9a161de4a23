import type { JobId } from '@concert-mania/core/shared/ids';
import { describe, expect, it } from 'vitest';
import type { NamedCommand } from '../read-command.ts';
import { nextRun } from './next-run.ts';

type Name = 'reservation.hold' | 'reservation.cancel';

const accepted = (jobId: JobId) => ({ jobId, accountId: 'usr_1', fingerprint: 'f', acceptedAt: new Date(0) });
const hold = (jobId: JobId, concertId: string): NamedCommand<Name> => ({
  ...accepted(jobId),
  name: 'reservation.hold',
  payload: { concertId, performanceId: 'prf_1', queueToken: null, request: { seatNumbers: [1] } },
});
/** A command with another name and the same ordering key. */
const other = (jobId: JobId, concertId: string): NamedCommand<Name> => ({
  ...accepted(jobId),
  name: 'reservation.cancel',
  payload: { reservationId: concertId, reason: null },
});
const chosen = (commands: readonly NamedCommand<Name>[], stalled: readonly string[] = []) => {
  const run = nextRun(commands, new Set(stalled));
  return run && [run.name, ...run.commands.map(({ jobId }) => jobId)];
};

describe('the next run of an ordered queue', () => {
  it('is all of a batch if it has one name', () => {
    expect(chosen([hold('job_1', 'con_a'), hold('job_2', 'con_b')])).toEqual([
      'reservation.hold',
      'job_1',
      'job_2',
    ]);
  });

  it('never overtakes an earlier command of the same concert', () => {
    const commands = [
      hold('job_1', 'con_a'),
      other('job_2', 'con_a'),
      hold('job_3', 'con_a'),
      hold('job_4', 'con_b'),
      other('job_5', 'con_b'),
    ];
    expect(chosen(commands)).toEqual(['reservation.hold', 'job_1', 'job_4']);
    expect(chosen(commands.slice(1))).toEqual(['reservation.cancel', 'job_2']);
  });

  it('gives other concerts their turn while the first command cannot be decided', () => {
    const commands = [hold('job_1', 'con_a'), other('job_2', 'con_a'), other('job_3', 'con_b')];
    expect(chosen(commands)).toEqual(['reservation.hold', 'job_1']);
    expect(chosen(commands, ['con_a'])).toEqual(['reservation.cancel', 'job_3']);
  });

  it('tries stalled commands again if there are no others', () => {
    const commands = [hold('job_1', 'con_a'), other('job_2', 'con_a')];
    expect(chosen(commands, ['con_a'])).toEqual(['reservation.hold', 'job_1']);
    expect(chosen([])).toBeNull();
  });
});
