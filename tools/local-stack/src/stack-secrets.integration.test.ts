import { chmod, mkdtemp, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keptSecrets } from './stack-secrets.ts';

it('keeps secrets for their owner alone, also in a file that was open to others', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'secrets-'));
  const file = join(dataDir, 'secrets.json');
  const made = await keptSecrets(dataDir, {});
  await chmod(file, 0o644);
  expect(await keptSecrets(dataDir, {})).toEqual(made);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});
