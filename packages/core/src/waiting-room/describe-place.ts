import type { ConcertId } from '../shared/ids.ts';
import { estimateWaitSeconds, pollAfterMs } from './estimates.ts';
import type { Place, QueueToken, Standing } from './model.ts';
import type { OpeningRules, Sighting } from './ports.ts';

/** A sighting as the fan sees it. `random` is from [0, 1) and spreads the polls. */
export function describePlace(
  concertId: ConcertId,
  { standing, at, admissionsPerSecond, passedOver }: Sighting,
  rules: OpeningRules,
  random: number,
): Place {
  const { status, ahead } = standing;
  // Who was passed over keeps the place for a while, but nobody waits for somebody who is not there.
  const toWaitFor = ahead === null ? null : Math.max(0, ahead - passedOver);
  const opensInMs = rules.saleOpensAt === null ? 0 : rules.saleOpensAt.getTime() - at.getTime();
  return {
    token: standing.token,
    concertId,
    sequence: standing.sequence,
    status,
    position: positionOf(standing),
    ahead,
    estimatedWaitSeconds:
      status === 'waiting' && toWaitFor !== null
        ? estimateWaitSeconds(toWaitFor, admissionsPerSecond)
        : status === 'admitted'
          ? 0
          : null,
    pollAfterMs: pollAfterMs({ status, ahead: toWaitFor, admissionsPerSecond, opensInMs }, random),
    expiresAt: standing.passEndsAt,
    ...(status === 'pre_open' && rules.saleOpensAt !== null && { opensAt: rules.saleOpensAt }),
  };
}

function positionOf({ status, ahead }: Standing): number | null {
  if (status === 'admitted' || status === 'expired') return 0;
  return ahead === null ? null : ahead + 1;
}

/** The place of whoever asks for a concert without a waiting room: admitted, for as long as they like. */
export function openDoorPlace(concertId: ConcertId, token: QueueToken, random: number): Place {
  const distance = { status: 'admitted', ahead: 0, admissionsPerSecond: 0, opensInMs: 0 } as const;
  return {
    token,
    concertId,
    sequence: 0,
    status: 'admitted',
    position: 0,
    ahead: 0,
    estimatedWaitSeconds: 0,
    pollAfterMs: pollAfterMs(distance, random),
    expiresAt: null,
  };
}
