import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DASHBOARDS } from './descriptions/dashboards.ts';
import { toGrafana } from './grafana.ts';
import { familyOf, selectorsOf } from './promql.ts';

const FOLDER = join(import.meta.dirname, '../../deploy/grafana/dashboards');
const panels = DASHBOARDS.flatMap(({ uid, rows }) =>
  rows.flatMap((row) => row.panels.map((panel) => ({ name: `${uid}: ${panel.title}`, ...panel }))),
);

test.each(DASHBOARDS)(
  'the file of $uid is current; `npx vitest --project unit tools/dashboards -u` writes it',
  async (dashboard) => {
    await expect(`${JSON.stringify(toGrafana(dashboard), null, 2)}\n`).toMatchFileSnapshot(
      join(FOLDER, `${dashboard.uid}.json`),
    );
  },
);

test('every file belongs to a dashboard', () => {
  expect(readdirSync(FOLDER).sort()).toEqual(DASHBOARDS.map(({ uid }) => `${uid}.json`).sort());
});

test.each(panels)('$name says in one sentence what is normal', ({ normal }) => {
  expect(normal).toMatch(/^\S.*[^.]\.$/);
});

test.each(panels)('$name has expressions that Prometheus can read', ({ queries }) => {
  for (const expression of Object.values(queries)) {
    expect(selectorsOf(expression.replaceAll('$__rate_interval', '1m')).length).toBeGreaterThan(0);
  }
});

test('no panel has the title of another one on its dashboard', () => {
  const titles = panels.map(({ name }) => name);
  expect(titles).toEqual([...new Set(titles)]);
});

const DOCUMENT = join(import.meta.dirname, '../../docs/metrics.md');

test.runIf(existsSync(DOCUMENT))('every metric of ours on a dashboard is in docs/metrics.md', () => {
  const documented = readFileSync(DOCUMENT, 'utf8');
  const used = panels.flatMap(({ queries }) =>
    Object.values(queries).flatMap((text) => selectorsOf(text.replaceAll('$__rate_interval', '1m'))),
  );
  const ours = new Set(used.map(({ metric }) => familyOf(metric)).filter((name) => /^(cm|http)_/.test(name)));
  expect([...ours].filter((name) => !documented.includes(`\`${name}`))).toEqual([]);
});
