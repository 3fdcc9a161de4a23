/** `npm run bench -- holds [--quick] [--profile]`: measures, prints a table, and writes it to `bench/results`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { reportHolds } from './holds/report.ts';
import { runHolds } from './holds/run-holds.ts';
import { FULL, QUICK } from './holds/settings.ts';

const USAGE = 'usage: npm run bench -- holds [--quick] [--profile] [--apis=1]';
const RESULTS = join(import.meta.dirname, 'results');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
    apis: { type: 'string', default: '1' },
  },
});
if (positionals.length !== 1 || positionals[0] !== 'holds') {
  console.error(USAGE);
  process.exit(2);
}

const startedMs = performance.now();
const results = await runHolds({
  settings: { ...(values.quick ? QUICK : FULL), apis: Number(values.apis) },
  profileDir: values.profile ? join(RESULTS, 'profiles') : undefined,
  log: (line) =>
    console.error(`${((performance.now() - startedMs) / 1_000).toFixed(1).padStart(6)} s  ${line}`),
});
const report = reportHolds(results);
const name = values.quick ? 'holds-quick' : 'holds';
await mkdir(RESULTS, { recursive: true });
await writeFile(join(RESULTS, `${name}.json`), `${JSON.stringify(results, null, 2)}\n`);
await writeFile(join(RESULTS, `${name}.md`), report);
console.log(`\n${report}`);
