/** `npm run bench -- <scenario>`: measures, prints tables, keeps them in `bench/results`. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { floods } from './floods.ts';
import { gate } from './gate.ts';
import { holds } from './holds/measure.ts';
import { journeys } from './journeys/measure.ts';
import { map } from './map/measure.ts';
import { micro } from './micro/measure.ts';
import { network } from './network/measure.ts';
import { replicas } from './replicas.ts';
import { type KeptReport, publish } from './report/publication.ts';
import type { Scenario } from './scenario.ts';
import { seatList } from './seat-list/measure.ts';
import { soak } from './soak.ts';
import { waitingRoom } from './waiting-room/measure.ts';

const DOCS = join(import.meta.dirname, '../docs');
const RESULTS = join(import.meta.dirname, 'results');

const SCENARIOS: Readonly<Record<string, ReturnType<typeof runner>>> = {
  holds: runner(holds),
  'waiting-room': runner(waitingRoom),
  journeys: runner(journeys),
  network: runner(network),
  replicas: runner(replicas),
  soak: runner(soak),
  floods: runner(floods),
  'seat-list': runner(seatList),
  gate: runner(gate),
  map: runner(map),
  micro: runner(micro),
};
const USAGE = `usage: npm run bench -- ${Object.keys(SCENARIOS).join('|')} [--quick] [--profile] [--publish]
       npm run bench -- <scenario> --publish-last [--quick]   publishes what the last run measured
       npm run bench -- micro [accept] [tokens] [best-available] [catalogue] [pdf] [notices] [tracing]`;
const { values, positionals } = readOptions();
const [scenario = '', ...parts] = positionals;
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const wanted = SCENARIOS[scenario] ?? exitWithUsage();

const startedMs = performance.now();
const file = join(RESULTS, values.quick ? `${scenario}-quick` : scenario);
const report = await (values['publish-last'] ? readLast() : measure(wanted));
console.log(`\n${report.markdown}`);
if ((values.publish || values['publish-last']) && !(await publish(DOCS, scenario, report))) {
  console.error(`Not published: other programs used ${report.coresElsewhere.toFixed(2)} cores meanwhile.`);
  process.exitCode = 1;
}

async function measure({ title, run }: ReturnType<typeof runner>): Promise<KeptReport> {
  await mkdir(RESULTS, { recursive: true });
  const startedAt = new Date().toISOString();
  const { machine, sections, figures = [], coresElsewhere, results } = await run();
  const markdown = [`# ${title}, measured ${startedAt}`, machine, ...sections, ''].join('\n\n');
  const kept = { markdown, figures, coresElsewhere, results: { startedAt, machine, ...results } };
  await writeFile(`${file}.json`, `${JSON.stringify(kept, null, 2)}\n`);
  await writeFile(`${file}.md`, markdown);
  return kept;
}

async function readLast(): Promise<KeptReport> {
  return z
    .object({
      markdown: z.string(),
      figures: z.array(z.tuple([z.string(), z.string()])).default([]),
      coresElsewhere: z.number(),
    })
    .parse(JSON.parse(await readFile(`${file}.json`, 'utf8')));
}

function runner<S>({ title, full, quick, run }: Scenario<S>) {
  return {
    title,
    run: () =>
      run({
        settings: values.quick ? { ...full, ...quick } : full,
        parts,
        log,
        environment: process.env,
        // Node writes a profile when a process ends.
        nodeOptions: values.profile ? `--cpu-prof --cpu-prof-dir=${file}-profiles` : '',
      }),
  };
}

function readOptions() {
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        quick: flag,
        profile: flag,
        publish: flag,
        'publish-last': flag,
        help: { ...flag, short: 'h' },
      },
    });
  } catch (error) {
    return exitWithUsage(`${error instanceof Error ? error.message : String(error)}\n\n`);
  }
}

function exitWithUsage(reason = ''): never {
  console.error(`${reason}${USAGE}`);
  process.exit(2);
}

function log(line: string): void {
  console.error(`${((performance.now() - startedMs) / 1_000).toFixed(1).padStart(6)} s  ${line}`);
}
