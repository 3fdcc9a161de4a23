import { makeClient } from '@concert-mania/client/make-client';
import { dataOf } from '@concert-mania/client/problem';
import { readSaleHistory } from '@concert-mania/testkit/data/sale-history';
import { makeGateway } from '../demo/gateway.ts';
import type { RunHistory } from './checks/history.ts';
import type { CommandRecord } from './history/model.ts';
import { readAcceptedOrder } from './history/redis-log.ts';
import type { ChaosSale } from './load/sales.ts';
import type { Settled } from './settle.ts';
import type { ChaosSystem } from './system.ts';

const TIMEOUT_MS = 30_000;

/**
 * Reads the servers' side of a run: the database, the gateway's ledger, the order of the queues,
 * the seat maps.
 */
export async function readRunHistory(
  system: ChaosSystem,
  sales: readonly ChaosSale[],
  commands: readonly CommandRecord[],
  settled: Settled,
): Promise<RunHistory> {
  const { stack } = system;
  const client = makeClient({ baseUrl: stack.apiUrls[0] ?? '' });
  const shown = await Promise.all(
    sales.map(async ({ performanceId }) => {
      const params = { path: { performanceId } };
      const seats = dataOf(client.GET('/v1/performances/{performanceId}/availability', { params }));
      return [performanceId, (await seats.catch(() => null))?.availability ?? ''] as const;
    }),
  );
  return {
    commands,
    database: await readSaleHistory(system.db),
    acceptedOrder: readAcceptedOrder(system.redisFolder),
    gateway: await makeGateway(stack.mockPgUrl, AbortSignal.timeout(TIMEOUT_MS)).readLedger(),
    shownAvailability: new Map(shown),
    unfinished: settled.unfinished,
    notReady: settled.notReady,
  };
}
