import { makeClient } from '@concert-mania/client/make-client';
import type { Place } from '@concert-mania/client/waiting-room';
import { drawArrivals } from './fans/arrivals.ts';
import { makeCrowdFetch } from './fans/crowd-fetch.ts';
import { actFan } from './fans/fan.ts';
import { homeAddressOf, makeFanClient } from './fans/fan-client.ts';
import { drawPersona } from './fans/persona.ts';
import type { DemoSystem } from './find-system.ts';
import { makeGateway } from './gateway.ts';
import type { DemoSale } from './prepare-sale.ts';
import type { Tally } from './proof/tally.ts';
import { makeRandom, makeStream } from './random.ts';
import type { Sleep } from './sleep.ts';

export interface Rush {
  readonly system: Pick<DemoSystem, 'apiUrls' | 'mockPgUrl'>;
  readonly sale: DemoSale;
  /** One for each fan. */
  readonly accessTokens: readonly string[];
  readonly seed: number;
  readonly tally: Tally;
  readonly nowMs: () => number;
  readonly sleep: Sleep;
  /** Ends the rush. */
  readonly cutOff: AbortSignal;
  /**
   * Receives every place of a fan. Fans are numbered from 0 in the order of arrival.
   */
  readonly onPlace: (fan: number, place: Place) => void;
}

const MOST_REQUESTS_AT_ONCE = 512;

/**
 * Sends all fans on their way, spread over the API replicas; resolves when the last one is done.
 */
export async function runRush(rush: Rush): Promise<void> {
  const { sale, tally, nowMs, system } = rush;
  const crowdFetch = makeCrowdFetch(MOST_REQUESTS_AT_ONCE);
  const { checkOut } = makeGateway(system.mockPgUrl, rush.cutOff, crowdFetch);
  const crowd = {
    fetch: crowdFetch,
    pause: rush.sleep,
    signal: rush.cutOff,
    onRetry: (cause: number | 'network') => tally.repeated(String(cause)),
  };
  const arrivals = drawArrivals(rush.accessTokens.length, makeRandom(rush.seed));
  await Promise.all(
    arrivals.map((arrival, index) => {
      const random = makeStream(rush.seed, index);
      const persona = drawPersona(random);
      const accessToken = rush.accessTokens[index] ?? '';
      const client = makeClient({
        ...crowd,
        baseUrl: system.apiUrls[index % system.apiUrls.length] ?? '',
        tokens: { accessToken },
        headers: { 'X-Forwarded-For': homeAddressOf(accessToken) },
      });
      return actFan({
        client: makeFanClient({
          ...{ client, checkOut, nowMs },
          concertId: sale.concertId,
          performanceId: sale.performanceId,
          onAccepted: (jobId) => tally.accepted(jobId),
        }),
        persona,
        arrivesAtMs: sale.opensAt.getTime() + arrival,
        random,
        tally,
        nowMs,
        sleep: rush.sleep,
        isCutOff: () => rush.cutOff.aborted,
        onPlace: (place) => rush.onPlace(index, place),
      });
    }),
  );
}
