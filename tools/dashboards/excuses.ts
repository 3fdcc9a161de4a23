import { familyOf, type Selector } from './promql.ts';

/** Reasons for selectors that may yield nothing after a demo, by the metric. */
const BY_METRIC: Readonly<Record<string, string>> = {
  cm_commands_refused_total: 'no queue was full',
  cm_commands_replayed_total: 'no fan of the demo sent a command twice',
  cm_rate_limited_total: 'the demo runs without rate limits',
  cm_security_events_total: 'no attack happened',
  cm_gather_failures_total: 'no figures failed to be gathered',
  cm_log_lines_dropped_total: 'the output was read',
  cm_retention_removed_total: 'no data was old enough',
  pg_stat_user_tables_n_dead_tup: 'postgres_exporter 0.11 of Debian 12 does not have it',
  pg_database_wraparound_age_datfrozenxid_seconds: 'postgres_exporter 0.11 of Debian 12 does not have it',
};

const BY_SELECTOR: readonly (readonly [RegExp, string])[] = [
  [/^http_\w+\{.*status=~"5\.\."/, 'no request failed'],
  [/^cm_payments_total\{.*status!="succeeded"/, 'no payment failed'],
  [/^up\{.*job="alertmanager"/, 'no Alertmanager runs beside npm start'],
];

/** The reason why a selector may yield nothing after the demo. */
export const excuse = ({ metric, text }: Selector): string | undefined =>
  BY_METRIC[metric] ??
  BY_METRIC[familyOf(metric)] ??
  BY_SELECTOR.find(([pattern]) => pattern.test(text))?.[1];
