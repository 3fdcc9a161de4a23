import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const runProcess = fileURLToPath(new URL('./run-process.ts', import.meta.url));

it('ends with 0 on SIGTERM while it is still starting', async () => {
  const script = `
    import { z } from 'zod';
    import { runProcess } from ${JSON.stringify(runProcess)};
    await runProcess('never-ready', z.object({}), { LOG_LEVEL: 'info' }, () => {
      console.log('starting');
      return new Promise(() => setInterval(() => undefined, 1_000));
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
  });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});
