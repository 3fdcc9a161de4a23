import { perSecond } from '../generator/run-generator.ts';
import type { ProcessMemory } from '../measuring/process-cpu.ts';
import type { Yardsticks } from '../measuring/yardsticks.ts';
import { cpuTable, throughputTable, yardstickColumn, yardstickLine } from '../report/series.ts';
import { markdownTable, percent, whole } from '../report/tables.ts';
import type { JourneysMeasured } from './journeys.ts';
import type { PaymentSettings } from './settings.ts';

export interface PaymentResults {
  readonly machine: string;
  readonly settings: PaymentSettings;
  readonly yardsticks: Yardsticks;
  readonly wallet: readonly JourneysMeasured[];
  readonly gateway: readonly { readonly concurrency: number; readonly measured: JourneysMeasured }[];
  /** Memory of each process before anybody comes. */
  readonly idle: readonly { readonly name: string; readonly memory: ProcessMemory }[];
}

export function reportPayments(results: PaymentResults): readonly string[] {
  const { settings, wallet, gateway, idle } = results;
  const fromWallet = { name: 'wallet', runs: wallet };
  const byGateway = gateway.map(({ concurrency, measured }) => ({
    name: `gateway, ${concurrency} calls at once`,
    runs: [measured],
    concurrency,
    longestIdleMs: measured.longestIdleMs,
  }));
  const series = [fromWallet, ...byGateway];
  return [
    '## Whole journeys, paid from the wallet',
    `Join, be admitted, hold, pay, receive "confirmed": ${settings.connections} fans on their way at once, each with an account of its own. Median of ${settings.repetitions} × ${settings.measureMs / 1_000} s.`,
    throughputTable('journeys/s', [fromWallet], yardstickColumn(results.yardsticks)),
    yardstickLine(results.yardsticks),
    `## Whole journeys, paid by a gateway that takes ${settings.gatewayLatencyMs} ms`,
    'One payment-worker. The bound is what its configured calls at once allow: calls / latency. No transaction is open during a call: the last column is the longest that a transaction waited for the worker. It grows when the worker gets no CPU.',
    markdownTable(
      ['', 'journeys/s', 'bound', 'of the bound', 'transaction waited at most, ms'],
      byGateway.map(({ name, runs, concurrency, longestIdleMs }) => {
        const bound = concurrency / (settings.gatewayLatencyMs / 1_000);
        const [rate = 0] = runs.map(perSecond);
        return [name, whole(rate), whole(bound), percent(rate / bound), longestIdleMs.toFixed(1)];
      }),
    ),
    '## CPU',
    'Cores in use and CPU microseconds per journey:',
    cpuTable(series),
    '## Memory at rest',
    `Resident megabytes of each process 10 s after a start, before anybody comes; in brackets without pages that processes share, as those of the Node binary: ${idle.map(({ name, memory }) => `${name} ${whole(memory.resident)} (${whole(memory.own)})`).join(', ')}.`,
  ];
}
