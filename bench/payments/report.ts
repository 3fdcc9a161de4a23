import { median } from '../lib/latencies.ts';
import { perSecond } from '../lib/run-generator.ts';
import { markdownTable, milliseconds, whole } from '../lib/tables.ts';
import type { JourneysMeasured, PaymentResults } from './run-payments.ts';

/** The results as Markdown, for the terminal and for `docs/benchmarks.md`. */
export function reportPayments(results: PaymentResults): string {
  const { settings } = results;
  return [
    `# Payments, measured ${results.startedAt}`,
    machineLine(results),
    '## Whole journeys, paid from the wallet',
    `Join, be admitted, hold, pay, be told "confirmed": ${settings.connections} fans on their way at once, each with an account of its own. Median of ${settings.repetitions} × ${settings.measureMs / 1_000} s.`,
    walletTable(results),
    'Aim: 500 whole journeys a second.',
    `## Whole journeys, paid by a gateway that takes ${settings.gatewayLatencyMs} ms`,
    'One payment-worker. The bound is what its configured calls at once allow: calls / latency. Were transactions open during calls, as many as there are connections (10) would be seen to wait for their worker at every look, the oldest of them nearly as long as a call takes: the last column counts those looks. A worker that gets no CPU lets a transaction wait, too.',
    gatewayTable(results),
    '## CPU',
    cpuTable(results),
    '## Memory at rest',
    'What each process has in memory ten seconds after a start that was not its first, before anybody comes. Resident counts in each process the pages of the Node binary that all of them share; its own does not. Aim: 120 MB for a worker.',
    markdownTable(
      ['process', 'resident, MB', 'its own, MB'],
      results.idle.map(({ name, memory }) => [name, whole(memory.resident), whole(memory.own)]),
    ),
    '',
  ].join('\n\n');
}

function machineLine({ machine }: PaymentResults): string {
  return [
    `${machine.cpu}, ${machine.cores} cores for everything (load generator included), ${machine.memoryGib} GiB;`,
    `Node ${machine.node}, PostgreSQL ${machine.postgres}, Redis ${machine.redis} (appendfsync ${machine.redisAppendFsync}), fdatasync of 8 KiB ${machine.fdatasyncMs.toFixed(2)} ms.`,
  ].join(' ');
}

function middle(repetitions: readonly JourneysMeasured[]): JourneysMeasured {
  const sorted = repetitions.toSorted((a, b) => perSecond(a) - perSecond(b));
  const found = sorted[(sorted.length - 1) >> 1];
  if (!found) throw new Error('nothing was measured');
  return found;
}

function walletTable({ wallet }: PaymentResults): string {
  const { latency } = middle(wallet);
  return markdownTable(
    ['', 'journeys/s', 'all repetitions', 'p50 ms', 'p99 ms'],
    [
      [
        'wallet',
        whole(median(wallet.map(perSecond))),
        wallet.map((each) => whole(perSecond(each))).join(' '),
        milliseconds(latency.p50Ms),
        milliseconds(latency.p99Ms),
      ],
    ],
  );
}

function gatewayTable({ gateway, settings }: PaymentResults): string {
  return markdownTable(
    [
      'calls at once',
      'journeys/s',
      'bound',
      'of the bound',
      'most transactions open',
      'waiting in one, mean',
      'longest, ms',
      'looks that found one that long',
    ],
    gateway.map(({ concurrency, measured }) => {
      const bound = concurrency / (settings.gatewayLatencyMs / 1_000);
      const { mostOpen, meanIdle, longestIdleMs, openDuringCall, looks } = measured.transactions;
      return [
        String(concurrency),
        whole(perSecond(measured)),
        whole(bound),
        `${Math.round((perSecond(measured) / bound) * 100)} %`,
        String(mostOpen),
        meanIdle.toFixed(2),
        longestIdleMs.toFixed(1),
        `${openDuringCall} of ${looks}`,
      ];
    }),
  );
}

function cpuTable({ wallet, gateway }: PaymentResults): string {
  const runs = [
    { name: 'wallet', measured: middle(wallet) },
    ...gateway.map(({ concurrency, measured }) => ({ name: `gateway, ${concurrency} at once`, measured })),
  ];
  const labels = Object.keys(middle(wallet).cpuSeconds);
  return markdownTable(
    ['cores in use', ...labels],
    runs.map(({ name, measured: { cpuSeconds, windowMs } }) => [
      name,
      ...labels.map((label) => ((cpuSeconds[label] ?? 0) / (windowMs / 1_000)).toFixed(2)),
    ]),
  );
}
