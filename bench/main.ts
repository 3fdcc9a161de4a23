/** `npm run bench -- <scenario> [--quick] [--publish]`: measures, prints a table, keeps it in `bench/results`, puts it into the docs. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { accept } from './accept/scenario.ts';
import { bestAvailable } from './best-available/scenario.ts';
import { catalogue } from './catalogue/scenario.ts';
import { draw } from './draw/scenario.ts';
import { floods } from './floods/scenario.ts';
import { holds } from './holds/scenario.ts';
import { keepPublication, type Publication, publish, readPublication } from './lib/publication.ts';
import type { Scenario } from './lib/scenario.ts';
import { payments } from './payments/scenario.ts';
import { profile } from './profile/scenario.ts';
import { seatList } from './seat-list/scenario.ts';
import { seats } from './seats/scenario.ts';
import { tokens } from './tokens/scenario.ts';
import { waitingRoom } from './waiting-room/scenario.ts';

const DOCS = join(import.meta.dirname, '../docs');
const RESULTS = join(import.meta.dirname, 'results');

const SCENARIOS = {
  holds: measured(holds),
  'waiting-room': measured(waitingRoom),
  draw: measured(draw),
  payments: measured(payments),
  catalogue: measured(catalogue),
  floods: measured(floods),
  seats: measured(seats),
  'seat-list': measured(seatList),
  accept: measured(accept),
  'best-available': measured(bestAvailable),
  tokens: measured(tokens),
  profile: measured(profile),
};
const USAGE =
  `usage: npm run bench -- ${Object.keys(SCENARIOS).join('|')} [--quick] [--publish]\n` +
  '       npm run bench -- <scenario> --publish-last [--quick]\n' +
  '       npm run bench -- holds [--apis=1]\n' +
  '       npm run bench -- waiting-room [--profile]';
const { values, positionals } = readOptions();
const isScenario = (given: string | undefined): given is keyof typeof SCENARIOS =>
  given !== undefined && Object.hasOwn(SCENARIOS, given);
const [scenario] = positionals;
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
if (positionals.length !== 1 || !isScenario(scenario)) exitWithUsage();

const startedMs = performance.now();
const name = values.quick ? `${scenario}-quick` : scenario;
const shown = await (values['publish-last'] ? readPublication(RESULTS, name) : SCENARIOS[scenario](name));
console.log(`\n${shown.report}`);
// Last, so that what was measured is kept whatever becomes of the page.
if ((values.publish || values['publish-last']) && !(await publish(DOCS, scenario, shown))) {
  console.error(`Not published: other programs used ${shown.coresElsewhere.toFixed(2)} cores meanwhile.`);
  process.exitCode = 1;
}

function readOptions() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        quick: { type: 'boolean', default: false },
        publish: { type: 'boolean', default: false },
        'publish-last': { type: 'boolean', default: false },
        profile: { type: 'boolean', default: false },
        apis: { type: 'string', default: '1' },
        help: { type: 'boolean', short: 'h', default: false },
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

function measured<S, R>(measuredScenario: Scenario<S, R>): (name: string) => Promise<Publication> {
  return async (name) => {
    const { full, quick } = measuredScenario;
    const results = await measuredScenario.run({
      settings: values.quick ? quick : full,
      apis: Number(values.apis),
      profile: values.profile,
      profileDir: join(RESULTS, 'profiles'),
      log,
    });
    await mkdir(RESULTS, { recursive: true });
    await writeFile(join(RESULTS, `${name}.json`), `${JSON.stringify(results, null, 2)}\n`);
    const publication = {
      report: measuredScenario.report(results),
      plots: measuredScenario.plots?.(results) ?? {},
      coresElsewhere: measuredScenario.coresElsewhere(results),
    };
    await keepPublication(RESULTS, name, publication);
    return publication;
  };
}
