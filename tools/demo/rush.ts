import { drawArrivals } from './fans/arrivals.ts';
import type { Place } from './fans/contract.ts';
import { actFan } from './fans/fan.ts';
import { makeFanClient } from './fans/fan-client.ts';
import type { Http } from './fans/http.ts';
import { drawPersona } from './fans/persona.ts';
import type { DemoSystem } from './find-system.ts';
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
  readonly http: Http;
  readonly tally: Tally;
  readonly nowMs: () => number;
  readonly sleep: Sleep;
  readonly isCutOff: () => boolean;
  /** Hears every place that a fan is told; fans are numbered from 0 in the order in which they come. */
  readonly onPlace: (fan: number, place: Place) => void;
}

/** Sends all fans on their way, spread over the API replicas; resolves when the last one is done. */
export async function runRush(rush: Rush): Promise<void> {
  const { sale, tally, http, nowMs, system } = rush;
  const arrivals = drawArrivals(rush.accessTokens.length, makeRandom(rush.seed));
  await Promise.all(
    arrivals.map((arrival, index) => {
      const random = makeStream(rush.seed, index);
      const persona = drawPersona(random);
      const client = makeFanClient({
        http,
        nowMs,
        apiUrl: system.apiUrls[index % system.apiUrls.length] ?? '',
        mockPgUrl: system.mockPgUrl,
        accessToken: rush.accessTokens[index] ?? '',
        concertId: sale.concertId,
        performanceId: sale.performanceId,
        onAccepted: (jobId) => tally.accepted(jobId),
      });
      return actFan({
        client,
        persona,
        arrivesAtMs: sale.opensAt.getTime() + arrival,
        random,
        tally,
        nowMs,
        sleep: rush.sleep,
        isCutOff: rush.isCutOff,
        onPlace: (place) => rush.onPlace(index, place),
      });
    }),
  );
}
