import type { Dashboard, Panel } from './read-dashboards.ts';

const DATASOURCE = { type: 'prometheus', uid: 'prometheus' };
const COLUMNS = 24;
const SIZES = {
  timeseries: { w: 8, h: 8 },
  stat: { w: 4, h: 4 },
  table: { w: 8, h: 8 },
} as const satisfies Record<Panel['kind'], { w: number; h: number }>;

/** The dashboard as Grafana reads it from a file. */
export function toGrafana({ uid, title, description, byConcert, rows }: Dashboard) {
  return {
    uid,
    title,
    description,
    tags: ['concert-mania'],
    schemaVersion: 41,
    editable: false,
    graphTooltip: 1,
    refresh: '10s',
    time: { from: 'now-30m', to: 'now' },
    timezone: 'browser',
    links: [LINK],
    templating: { list: byConcert ? [CONCERT_CHOICE] : [] },
    panels: placeRows(rows).map((panel, index) => ({ id: index + 1, ...panel })),
  };
}

const LINK = {
  ...{ type: 'dashboards', title: 'Concert Mania', tags: ['concert-mania'] },
  ...{ asDropdown: true, keepTime: true },
};
const CONCERT_CHOICE = {
  name: 'concert',
  label: 'Concert',
  type: 'query',
  datasource: DATASOURCE,
  query: { query: 'label_values(cm_seats, concert)', refId: 'concert' },
  refresh: 2,
  multi: true,
  includeAll: true,
  allValue: '.*',
  current: { text: 'All', value: '$__all' },
};

/** Rows below each other, the panels of a row from left to right. */
function placeRows(rows: Dashboard['rows']): readonly object[] {
  const placed: object[] = [];
  let y = 0;
  for (const [title, panels] of Object.entries(rows)) {
    placed.push({ type: 'row', title, collapsed: false, gridPos: { x: 0, y, w: COLUMNS, h: 1 } });
    y += 1;
    let x = 0;
    let lineHeight = 0;
    for (const panel of panels) {
      const { w, h } = SIZES[panel.kind];
      if (x + w > COLUMNS) {
        y += lineHeight;
        x = 0;
        lineHeight = 0;
      }
      placed.push({ ...grafanaPanel(panel), gridPos: { x, y, w, h } });
      x += w;
      lineHeight = Math.max(lineHeight, h);
    }
    y += lineHeight;
  }
  return placed;
}

function grafanaPanel({ kind, title, normal, unit, queries }: Panel) {
  const targets = Object.entries(queries).map(([legend, expr], index) => ({
    refId: String.fromCharCode('A'.charCodeAt(0) + index),
    datasource: DATASOURCE,
    expr,
    legendFormat: legend,
    ...(kind === 'timeseries' ? { range: true } : { instant: true }),
    ...(kind === 'table' && { format: 'table' }),
  }));
  const lines = { min: 0, custom: { fillOpacity: 10, showPoints: 'never' } };
  return {
    type: kind,
    title,
    description: normal,
    datasource: DATASOURCE,
    fieldConfig: { defaults: { unit, ...(kind === 'timeseries' && lines) }, overrides: [] },
    options: OPTIONS[kind],
    targets,
  };
}

const OPTIONS = {
  timeseries: {
    legend: { displayMode: 'list', placement: 'bottom', showLegend: true },
    tooltip: { mode: 'multi', sort: 'desc' },
  },
  stat: { reduceOptions: { calcs: ['lastNotNull'] }, colorMode: 'none', graphMode: 'area' },
  table: { showHeader: true },
} as const satisfies Record<Panel['kind'], object>;
