/** A compact description of Grafana dashboards. */

/** Units of Grafana. `short` counts things; `reqps`, `ops` and `cps` are per second. */
type Unit =
  | 's'
  | 'short'
  | 'bytes'
  | 'Bps'
  | 'percentunit'
  | 'reqps'
  | 'ops'
  | 'cps'
  | 'bool_yes_no'
  | 'none';

export interface Panel {
  readonly title: string;
  /** One sentence that says what is normal. */
  readonly normal: string;
  readonly unit: Unit;
  readonly kind: 'timeseries' | 'stat' | 'table';
  /** Expressions by their legend. */
  readonly queries: Readonly<Record<string, string>>;
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** A choice of concerts, as `$concert`. */
  readonly byConcert?: boolean;
  readonly rows: readonly Row[];
}

type Described = (title: string, normal: string, unit: Unit, queries: string | Panel['queries']) => Panel;

const describe =
  (kind: Panel['kind']): Described =>
  (title, normal, unit, queries) => ({
    kind,
    title,
    normal,
    unit,
    queries: typeof queries === 'string' ? { [title]: queries } : queries,
  });

export const graph = describe('timeseries');
export const stat = describe('stat');
export const table = describe('table');

/** The quantile of a histogram over the time between two points. */
export const quantile = (share: number, histogram: string, by = '', filter = ''): string =>
  `histogram_quantile(${share}, sum by (${by === '' ? 'le' : `le, ${by}`}) (rate(${histogram}_bucket${filter}[$__rate_interval])))`;

/** Changes per second of a counter, over all processes. */
export const perSecond = (counter: string, by = ''): string =>
  `sum${by === '' ? '' : ` by (${by}) `}(rate(${counter}[$__rate_interval]))`;

/** A gauge of something shared: each process that exports it says the same. */
export const shared = (gauge: string, by = ''): string =>
  by === '' ? `max(${gauge})` : `max by (${by}) (${gauge})`;
