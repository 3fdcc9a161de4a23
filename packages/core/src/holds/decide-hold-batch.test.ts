import { expect, it } from 'vitest';
import { rejected } from '../shared/outcome.ts';
import type { PassClaim } from '../waiting-room/ports.ts';
import { makeDecideHoldBatch } from './decide-hold-batch.ts';
import type { HoldCommand } from './hold-snapshot.ts';

const TOKEN = '5f0c8f0e-8a39-4d8c-9a55-0c9a4c5f8e01';
const ENDED = '5f0c8f0e-8a39-4d8c-9a55-0c9a4c5f8e02';

const command = (n: number, queueToken: string | null) => ({
  jobId: `job_${n}` as const,
  accountId: `usr_${n}` as const,
  fingerprint: 'f',
  acceptedAt: new Date(0),
  payload: {
    concertId: 'con_1',
    performanceId: 'prf_1',
    queueToken,
    request: { seatNumbers: [n] },
  },
});

it('checks all passes of a batch in one call, and admits only active ones', async () => {
  const asked: (readonly PassClaim[])[] = [];
  let given: readonly HoldCommand[] = [];
  const decideBatch = makeDecideHoldBatch({
    passes: {
      areActive: async (claims) => {
        asked.push(claims);
        return claims.map(({ token }) => token === TOKEN);
      },
    },
    batches: {
      decideInOrder: async (commands) => {
        given = commands;
        const recorded = { outcome: rejected({ code: 'seat_unavailable' }), decidedAt: new Date(0) };
        return {
          outcomes: new Map(commands.map(({ jobId }) => [jobId, recorded])),
          ready: Promise.resolve(),
        };
      },
    },
    decide: () => [],
  });
  const commands = [command(1, TOKEN), command(2, null), command(3, ENDED), command(4, TOKEN)];
  const { outcomes } = await decideBatch(commands);

  expect(asked).toEqual([
    [1, 3, 4].map((n) => ({
      concertId: 'con_1',
      accountId: `usr_${n}`,
      token: commands[n - 1]?.payload.queueToken,
    })),
  ]);
  expect(given).toEqual(commands.map((each, at) => ({ ...each, admitted: [true, false, false, true][at] })));
  expect([...outcomes.keys()]).toEqual(['job_1', 'job_2', 'job_3', 'job_4']);
});
