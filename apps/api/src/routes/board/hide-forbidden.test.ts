import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Hono } from 'hono';
import { expect, it } from 'vitest';
import type { AppEnv } from '../../http/env.ts';
import { hideForbidden, LOOKS } from './hide-forbidden.ts';

const ui = dirname(createRequire(import.meta.url).resolve('@bull-board/ui/package.json'));

it('hides by icons and classes that the installed Bull Board has', () => {
  const scripts = globSync(`${ui}/dist/static/js/**/*.js`).map((path) => readFileSync(path, 'utf8'));
  const icons = [...LOOKS.harmlessJobIcons, ...LOOKS.forbiddenMenuIcons];
  const marks = icons.map((icon) => `("${icon.slice('lucide-'.length)}",[`);
  for (const mark of [...marks, ...LOOKS.jobButtons, ...LOOKS.forbiddenButtons]) {
    expect(
      scripts.some((script) => script.includes(mark)),
      mark,
    ).toBe(true);
  }
});

it('adds its style to pages, takes foreign fonts out and leaves answers of the API alone', async () => {
  const app = new Hono<AppEnv>();
  app.use(hideForbidden);
  app.get('/page', (c) => c.html(readFileSync(`${ui}/dist/index.ejs`, 'utf8')));
  app.get('/queues', (c) => c.json({ page: '</head>' }));
  const page = await (await app.request('/page')).text();
  expect(page).toMatch(/\.lucide-ban.*\.lucide-refresh-cw.*<\/style><\/head>/s);
  expect(page).not.toContain('fonts.googleapis.com');
  expect(await (await app.request('/queues')).json()).toEqual({ page: '</head>' });
});
