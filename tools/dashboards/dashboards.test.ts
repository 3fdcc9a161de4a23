import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toGrafana } from './grafana.ts';
import { familyOf, selectorsOf } from './promql.ts';
import { DASHBOARDS, panelsOf } from './read-dashboards.ts';

const FOLDER = join(import.meta.dirname, '../../deploy/grafana/dashboards');
const panels = panelsOf(DASHBOARDS, '1m');

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

test.each(panels)('$place says in one sentence what is normal', ({ normal }) => {
  expect(normal).toMatch(/^\S.*[^.]\.$/);
});

test.each(panels)('$place has expressions that Prometheus can read', ({ expressions }) => {
  for (const expression of expressions) {
    expect(selectorsOf(expression).length).toBeGreaterThan(0);
  }
});

test('no panel has the title of another one on its dashboard', () => {
  const titles = panels.map(({ place }) => place);
  expect(titles).toEqual([...new Set(titles)]);
});

const DOCUMENT = join(import.meta.dirname, '../../docs/metrics.md');

test.runIf(existsSync(DOCUMENT))('every metric of ours on a dashboard is in docs/metrics.md', () => {
  const documented = readFileSync(DOCUMENT, 'utf8');
  const used = panels.flatMap(({ expressions }) => expressions.flatMap(selectorsOf));
  const ours = new Set(used.map(({ metric }) => familyOf(metric)).filter((name) => /^(cm|http)_/.test(name)));
  expect([...ours].filter((name) => !documented.includes(`\`${name}`))).toEqual([]);
});
