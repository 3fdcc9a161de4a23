import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findPrometheus } from './find-prometheus.ts';

test('takes installed programs, by the name of the package or of the project', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  for (const name of ['promtool', 'alertmanager']) {
    writeFileSync(join(folder, name), '');
    chmodSync(join(folder, name), 0o755);
  }
  const options = { cacheDir: join(folder, 'cache'), path: `/nonexistent:${folder}`, log: () => undefined };
  expect(await findPrometheus(['promtool', 'alertmanager'], options)).toEqual({
    promtool: join(folder, 'promtool'),
    alertmanager: join(folder, 'alertmanager'),
  });
});
