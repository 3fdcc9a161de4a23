import { readSaleHistory } from '@concert-mania/testkit/data/sale-history';
import { z } from 'zod';
import { gatewayLedger } from '../demo/proof/gateway-books.ts';
import type { RunHistory } from './checks/history.ts';
import type { CommandRecord } from './history/model.ts';
import { readAcceptedOrder } from './history/redis-log.ts';
import { ask } from './load/ask.ts';
import type { ChaosSale } from './load/sales.ts';
import type { Settled } from './settle.ts';
import type { ChaosSystem } from './system.ts';

const availability = z.object({ availability: z.string() });

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
  const shown = await Promise.all(
    sales.map(async ({ performanceId }) => {
      const url = `${stack.apiUrls[0]}/v1/performances/${performanceId}/availability`;
      const answer = await ask({ method: 'GET', url });
      const seats = answer.kind === 'ok' ? availability.parse(answer.body).availability : '';
      return [performanceId, seats] as const;
    }),
  );
  return {
    commands,
    database: await readSaleHistory(system.db),
    acceptedOrder: readAcceptedOrder(system.redisFolder),
    gateway: gatewayLedger.parse(await read(`${stack.mockPgUrl}/mock/ledger`)).items,
    shownAvailability: new Map(shown),
    unfinished: settled.unfinished,
    notReady: settled.notReady,
  };
}

async function read(url: string): Promise<unknown> {
  const answer = await ask({ method: 'GET', url });
  if (answer.kind === 'ok') return answer.body;
  throw new Error(`${url} answered ${answer.kind === 'refused' ? answer.code : answer.reason}`);
}
