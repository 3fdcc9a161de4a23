import type { PrometheusApi } from './prometheus-api.ts';

/** The figures of a line: a title, an expression and a format. */
const FIGURES = [
  ['fans waiting', 'sum(max by (concert) (cm_room_fans{state="waiting"}))', count],
  ['holds/s', 'sum(rate(cm_command_outcomes_total{type="reservation.hold"}[30s]))', count],
  [
    'hold p99',
    'histogram_quantile(0.99, sum by (le) (rate(cm_command_wait_seconds_bucket{type="reservation.hold"}[30s])))',
    seconds,
  ],
  ['oldest job', 'max(cm_queue_oldest_seconds)', seconds],
  ['open payments', 'max(cm_payments_open)', count],
  ['unsent notices', 'max(cm_notices_unsent)', count],
] as const satisfies readonly (readonly [string, string, (value: number) => string])[];

/** One line about the system as it is now, and the names of alerts that fire. */
export async function liveLine(api: PrometheusApi, now: Date): Promise<string> {
  const cells = await Promise.all(
    FIGURES.map(async ([title, expression, write]) => {
      const [sample] = await api.query(expression);
      return `${title} ${sample === undefined || Number.isNaN(sample.value) ? '-' : write(sample.value)}`;
    }),
  );
  const firing = (await api.alerts())
    .filter(({ state, labels }) => state === 'firing' && labels.alertname !== 'Watchdog')
    .map(({ labels }) => labels.alertname);
  const alerts = firing.length > 0 ? [`ALERTS ${[...new Set(firing)].join(', ')}`] : [];
  return [now.toLocaleTimeString('en-GB'), ...cells, ...alerts].join('  ');
}

function count(value: number): string {
  return value.toFixed(value < 10 && !Number.isInteger(value) ? 1 : 0);
}

function seconds(value: number): string {
  return value < 1 ? `${(value * 1_000).toFixed(0)} ms` : `${value.toFixed(1)} s`;
}
