import { summarize } from '../../../bench/generator/latencies.ts';
import { rateOf } from './rate.ts';
import type { MoneyReport, SaleReport } from './sale-report.ts';
import type { CommandKind, Tally } from './tally.ts';

interface ReportInput {
  readonly tally: Tally;
  readonly sale: SaleReport;
  readonly money: MoneyReport;
  readonly fans: number;
}

type Row = readonly [name: string, value: string];

const LABEL_WIDTH = 34;
const VALUE_WIDTH = 14;
const FIGURE_WIDTH = 9;
const format = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
const whole = (value: number) => format.format(Math.round(value));
const won = (value: number) => `₩${whole(value)}`;
const ranked = (counts: ReadonlyMap<string, number>, prefix = ''): readonly Row[] =>
  [...counts].sort(([, a], [, b]) => b - a).map(([name, count]) => [`${prefix}${name}`, whole(count)]);

/** Describes the rush as a table. */
export function describeRush({ tally, sale, money, fans }: ReportInput): string {
  return [
    section('Fans', [
      ['came', whole(fans)],
      ['admitted', whole(tally.admitted)],
      ...ranked(tally.ends),
      ...ranked(tally.faults, 'fault: '),
    ]),
    section('Holds', [
      ['held', whole(tally.held)],
      ...ranked(tally.refusals, 'refused: '),
      ...ranked(new Map(Object.entries(sale.reservations)), 'now '),
      [
        'latest expiry after its deadline',
        sale.latestExpiryMs === null ? '-' : `${whole(sale.latestExpiryMs)} ms`,
      ],
      ...holdRate(tally),
    ]),
    section('Seats', [
      ['sold', whole(sale.seats.sold)],
      ['held', whole(sale.seats.held)],
      ['free', whole(sale.seats.free)],
    ]),
    section('Money', [
      ['captured by the gateway', won(money.captured)],
      ['refunded by the gateway', won(money.refunded)],
      ['topped up to wallets', won(money.toppedUp)],
      ['paid from wallets', won(money.paidFromWallets)],
      ['left in wallets', won(money.leftInWallets)],
      ['revenue', won(money.revenue)],
    ]),
    latencies(tally),
    ...(tally.repeats.size > 0 ? [section('Requests sent again', ranked(tally.repeats, 'after '))] : []),
  ].join('\n\n');
}

const section = (title: string, rows: readonly Row[]): string =>
  [title, ...rows.map(([name, value]) => `  ${name.padEnd(LABEL_WIDTH)}${value.padStart(VALUE_WIDTH)}`)].join(
    '\n',
  );

function holdRate(tally: Tally): readonly Row[] {
  const rate = rateOf(tally.heldAtMs);
  if (rate === null) return [];
  return [
    ['held per second, average', format.format(rate.average)],
    ['held per second, best second', whole(rate.best)],
  ];
}

const KINDS: readonly CommandKind[] = ['hold', 'payment', 'top-up', 'cancellation'];

function latencies(tally: Tally): string {
  const columns = (cells: readonly string[]) => cells.map((cell) => cell.padStart(FIGURE_WIDTH)).join('');
  const title = 'Request to outcome, ms'.padEnd(LABEL_WIDTH - FIGURE_WIDTH);
  const rows = KINDS.flatMap((kind) => {
    const { count, p50Ms, p95Ms, p99Ms, maxMs } = summarize(Float64Array.from(tally.tookMs[kind]));
    if (count === 0) return [];
    return [
      `  ${kind.padEnd(LABEL_WIDTH - FIGURE_WIDTH - 2)}${columns([count, p50Ms, p95Ms, p99Ms, maxMs].map(whole))}`,
    ];
  });
  return [`${title}${columns(['count', 'p50', 'p95', 'p99', 'max'])}`, ...rows].join('\n');
}
