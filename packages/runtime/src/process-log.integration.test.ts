import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const module = (name: string) => JSON.stringify(fileURLToPath(new URL(`./${name}.ts`, import.meta.url)));
const OPEN = `
  import { Registry } from 'prom-client';
  import { openProcessLog } from ${module('process-log')};
  const registry = new Registry();
  const { log, lines, exit } = openProcessLog({ name: 'test', level: 'info' }, registry);`;

function run(script: string): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, ['--input-type=module', '--eval', `${OPEN}\n${script}`], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
  });
}

describe.concurrent('the log of a process', () => {
  it('stops nothing while it is not read: lines beyond the buffer are counted, and the process ends', async () => {
    // 20 MB; the pipe takes 64 KB and the buffer 8 MiB.
    const child = run(`
      const padding = 'x'.repeat(1000);
      for (let n = 0; n < 20_000; n += 1) lines.info({ n, padding }, 'line');
      setTimeout(async () => {
        process.stderr.write(await registry.getSingleMetric('cm_log_lines_dropped_total').get().then((m) => String(m.values[0].value)));
        await exit(3);
      }, 50);`);
    child.stdout.pause();
    const dropped = text(child.stderr);
    expect(await once(child, 'exit')).toEqual([3, null]);
    expect(Number(await dropped)).toBeGreaterThan(10_000);
  });

  it('says once how many lines are missing when it is read again', async () => {
    const child = run(`
      const padding = 'x'.repeat(1000);
      for (let n = 0; n < 20_000; n += 1) lines.info({ n, padding }, 'line');`);
    const lines = (await text(child.stdout)).trimEnd().split('\n');
    const said = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg.includes('dropped'));
    expect(said).toHaveLength(1);
    expect(lines.length - 1 + said[0].lines).toBe(20_000);
  });

  it.each([
    ['exits', `log.info('last'); exit(0);`],
    ['calls process.exit()', `log.info('last'); process.exit(0);`],
    ['has nothing left to do', `log.info('last');`],
  ])('keeps the last line of a process that %s', async (_, script) => {
    const child = run(`for (let n = 0; n < 100; n += 1) log.info({ n }, 'line'); ${script}`);
    const lines = (await text(child.stdout)).trimEnd().split('\n');
    expect(lines).toHaveLength(101);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ name: 'test', msg: 'last' });
  });

  it('ends a process with a fault although its output has no reader any more', async () => {
    const child = run(`
      setInterval(() => lines.info('line'), 1);
      setTimeout(() => exit(1), 100);`);
    child.stdout.destroy();
    expect(await once(child, 'exit')).toEqual([1, null]);
  });
});
