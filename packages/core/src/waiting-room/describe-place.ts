import type { ConcertSettings } from '../catalogue/ports.ts';
import type { ConcertId } from '../shared/ids.ts';
import { estimateWaitSeconds, pollAfterMs } from './estimates.ts';
import type { Place, QueueToken, SaleOver, Standing } from './model.ts';
import type { Sighting } from './ports.ts';
import { nextOpening } from './sale-over.ts';

/** A fan's place as clients see it. `random` is from [0, 1) and spreads the polls. */
export function describePlace(
  concertId: ConcertId,
  { standing, at, admissionsPerSecond, passedOver, inLine }: Sighting,
  rules: Pick<ConcertSettings, 'sales' | 'claimSeconds' | 'passSeconds' | 'paused'>,
  random: number,
): Place {
  const { status, ahead, reason } = standing;
  // Skipped fans keep their places for a while, but do not delay the others.
  const toWaitFor = ahead === null ? null : Math.max(0, ahead - passedOver);
  const opensAt = nextOpening(rules.sales, at);
  const opensInMs = opensAt === null ? 0 : opensAt.getTime() - at.getTime();
  const isPaused = rules.paused && status === 'waiting' && reason === null;
  const claimSeconds = Math.min(rules.claimSeconds, rules.passSeconds);
  return {
    token: standing.token,
    concertId,
    sequence: standing.sequence,
    status,
    position: positionOf(standing),
    ahead,
    estimatedWaitSeconds:
      status === 'waiting' && toWaitFor !== null && reason === null && !isPaused
        ? estimateWaitSeconds(toWaitFor, admissionsPerSecond)
        : status === 'admitted'
          ? 0
          : null,
    pollAfterMs: pollAfterMs(
      {
        status,
        ahead: toWaitFor,
        admissionsPerSecond,
        opensInMs,
        inLine,
        claimSeconds,
        stopped: reason !== null || isPaused,
      },
      random,
    ),
    expiresAt: standing.passEndsAt,
    ...(status === 'pre_open' && opensAt !== null && { opensAt }),
    ...(reason !== null && { reason }),
    ...(isPaused && { paused: true }),
  };
}

function positionOf({ status, ahead }: Standing): number | null {
  if (status === 'admitted' || status === 'expired') return 0;
  return ahead === null ? null : ahead + 1;
}

/**
 * The place in a concert without a waiting room: admitted until the sale is over, and waiting while
 * it is paused.
 */
export function openDoorPlace(
  concertId: ConcertId,
  token: QueueToken,
  { over, paused }: { readonly over: SaleOver | null; readonly paused: boolean },
  random: number,
): Place {
  const isPaused = paused && over === null;
  return {
    token,
    concertId,
    sequence: 0,
    status: over !== null ? 'expired' : isPaused ? 'waiting' : 'admitted',
    position: 0,
    ahead: 0,
    estimatedWaitSeconds: isPaused ? null : 0,
    pollAfterMs: pollAfterMs({ status: 'admitted' }, random),
    expiresAt: null,
    ...(over !== null && { reason: over }),
    ...(isPaused && { paused: true }),
  };
}
