import { setTimeout as pause } from 'node:timers/promises';
import { perSecond } from '../generator/run-generator.ts';
import { readMemory } from '../measuring/process-cpu.ts';
import { inTurns, mostElsewhere, undisturbed } from '../measuring/quiet.ts';
import { type Bench, type Log, withBench } from '../measuring/stack.ts';
import { measureYardsticks } from '../measuring/yardsticks.ts';
import type { Scenario } from '../scenario.ts';
import { type JourneysMeasured, measureJourneys } from './journeys.ts';
import { type PaymentResults, reportPayments } from './report.ts';
import { FULL, type PaymentSettings, QUICK } from './settings.ts';

const WALLET_CONCURRENCY = 20;
/** Enough fans for each call to the gateway to keep all calls busy. */
const FANS_PER_CALL = 4;

/** Whole journeys: from the wallet at full load; through a slow gateway, by its calls at once. */
export const payments: Scenario<PaymentSettings> = {
  title: 'Payments',
  full: FULL,
  quick: QUICK,
  run: async ({ settings, log }) => {
    const fromWallet = await withPayments(WALLET_CONCURRENCY, log, async (bench) => ({
      machine: bench.machine,
      yardsticks: await measureYardsticks(bench, settings.connections, log),
      ...(await inTurns({ wallet: () => payFromWallet(bench, settings) }, settings, log)),
    }));
    // Not the first start: by now the compile cache is filled, as in a system that was deployed
    // before.
    const idle = await withPayments(WALLET_CONCURRENCY, log, measureIdle);
    const gateway: PaymentResults['gateway'][number][] = [];
    for (const concurrency of settings.concurrencies) {
      const measured = await withPayments(concurrency, log, (bench) =>
        measureGateway(bench, settings, concurrency, log),
      );
      log(`by the gateway, ${concurrency} calls at once: ${Math.round(perSecond(measured))} journeys/s`);
      gateway.push({ concurrency, measured });
    }
    const results: PaymentResults = { settings, ...fromWallet, gateway, idle };
    return {
      machine: results.machine,
      sections: reportPayments(results),
      coresElsewhere: mostElsewhere([...results.wallet, ...gateway.map(({ measured }) => measured)]),
      results,
    };
  },
};

const withPayments = <T>(concurrency: number, log: Log, work: (bench: Bench) => Promise<T>): Promise<T> =>
  withBench(
    {
      environment: {
        PAYMENT_CONCURRENCY: String(concurrency),
        GATEWAY_CONCURRENCY: String(concurrency),
      },
      log,
    },
    work,
  );

const payFromWallet = (bench: Bench, settings: PaymentSettings) =>
  measureJourneys(bench, settings, { method: 'wallet' }, settings.connections);

function measureGateway(
  bench: Bench,
  settings: PaymentSettings,
  concurrency: number,
  log: Log,
): Promise<JourneysMeasured> {
  const gateway = { url: bench.stack.mockPgUrl, scenario: `delay:${settings.gatewayLatencyMs}` };
  const payment = { method: 'gateway', gateway } as const;
  return undisturbed(
    () => measureJourneys(bench, settings, payment, concurrency * FANS_PER_CALL),
    settings,
    log,
  );
}

const SETTLE_MS = 10_000;

async function measureIdle({ stack }: Bench): Promise<PaymentResults['idle']> {
  await pause(SETTLE_MS);
  return stack.processes.flatMap(({ name, pid }) => {
    const memory = pid === undefined ? null : readMemory(pid);
    return memory === null ? [] : { name, memory };
  });
}
