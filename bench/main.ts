/** `npm run bench -- holds|waiting-room|payments|catalogue|logins|seats|accept [--quick] [--profile]`: measures, prints a table, and writes it to `bench/results`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { reportAccept } from './accept/report.ts';
import { FULL as FULL_ACCEPT, QUICK as QUICK_ACCEPT, runAccept } from './accept/run-accept.ts';
import { reportCatalogue } from './catalogue/report.ts';
import { runCatalogue } from './catalogue/run-catalogue.ts';
import { FULL as FULL_CATALOGUE, QUICK as QUICK_CATALOGUE } from './catalogue/settings.ts';
import { publish, publishHolds } from './holds/publish.ts';
import { reportHolds } from './holds/report.ts';
import { type HoldResults, runHolds } from './holds/run-holds.ts';
import { FULL, QUICK } from './holds/settings.ts';
import { readHoldResults } from './holds/stored-results.ts';
import { reportLogins } from './logins/report.ts';
import { runLogins } from './logins/run-logins.ts';
import { FULL as FULL_LOGINS, QUICK as QUICK_LOGINS } from './logins/settings.ts';
import { reportPayments } from './payments/report.ts';
import { runPayments } from './payments/run-payments.ts';
import { FULL as FULL_PAYMENTS, QUICK as QUICK_PAYMENTS } from './payments/settings.ts';
import { reportSeats } from './seats/report.ts';
import { runSeats } from './seats/run-seats.ts';
import { FULL as FULL_SEATS, QUICK as QUICK_SEATS } from './seats/settings.ts';
import { reportWaitingRoom } from './waiting-room/report.ts';
import { runWaitingRoom } from './waiting-room/run-waiting-room.ts';
import { FULL as FULL_ROOM, QUICK as QUICK_ROOM } from './waiting-room/settings.ts';

const USAGE =
  'usage: npm run bench -- holds|waiting-room|payments|catalogue|logins|seats|accept [--quick] [--profile] [--publish] [--apis=1]\n' +
  '       npm run bench -- holds --publish-last [--quick]';
const DOCS = join(import.meta.dirname, '../docs');
const PAGE = join(DOCS, 'benchmarks.md');
const RESULTS = join(import.meta.dirname, 'results');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    publish: { type: 'boolean', default: false },
    'publish-last': { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
    apis: { type: 'string', default: '1' },
  },
});
interface Measurement {
  readonly results: unknown;
  readonly report: string;
  readonly publish?: () => Promise<void>;
}
const SCENARIOS = {
  holds: measureHolds,
  'waiting-room': measureWaitingRoom,
  payments: measurePayments,
  catalogue: measureCatalogue,
  logins: measureLogins,
  seats: measureSeats,
  accept: measureAccept,
};
const isScenario = (name: string | undefined): name is keyof typeof SCENARIOS =>
  name !== undefined && Object.hasOwn(SCENARIOS, name);
const [scenario] = positionals;
const publishLast = values['publish-last'];
if (positionals.length !== 1 || !isScenario(scenario) || (publishLast && scenario !== 'holds')) {
  console.error(USAGE);
  process.exit(2);
}

const startedMs = performance.now();
const log = (line: string) =>
  console.error(`${((performance.now() - startedMs) / 1_000).toFixed(1).padStart(6)} s  ${line}`);
const profileDir = values.profile ? join(RESULTS, 'profiles') : undefined;

async function measureHolds() {
  const settings = { ...(values.quick ? QUICK : FULL), apis: Number(values.apis) };
  const results = await runHolds({ settings, profileDir, log });
  return { results, report: reportHolds(results), publish: () => publishUndisturbed(results) };
}

async function publishUndisturbed(results: HoldResults) {
  if (await publishHolds(DOCS, results)) return;
  console.error('Not published: other programs were at work meanwhile.');
  process.exitCode = 1;
}

async function measureWaitingRoom() {
  const settings = values.quick ? QUICK_ROOM : FULL_ROOM;
  const results = await runWaitingRoom({ settings, profileDir, log });
  const report = reportWaitingRoom(results);
  return { results, report, publish: () => publish(PAGE, report, 'waiting-room') };
}

async function measurePayments() {
  const settings = values.quick ? QUICK_PAYMENTS : FULL_PAYMENTS;
  const results = await runPayments({ settings, log });
  return { results, report: reportPayments(results) };
}

async function measureLogins() {
  const results = await runLogins({ settings: values.quick ? QUICK_LOGINS : FULL_LOGINS, log });
  return { results, report: reportLogins(results) };
}

async function measureAccept() {
  const results = await runAccept({ settings: values.quick ? QUICK_ACCEPT : FULL_ACCEPT, log });
  return { results, report: reportAccept(results) };
}

async function measureSeats() {
  const results = await runSeats({ settings: values.quick ? QUICK_SEATS : FULL_SEATS, log });
  return { results, report: reportSeats(results) };
}

async function measureCatalogue() {
  const settings = values.quick ? QUICK_CATALOGUE : FULL_CATALOGUE;
  const results = await runCatalogue({ settings, log });
  return { results, report: reportCatalogue(results) };
}

const name = values.quick ? `${scenario}-quick` : scenario;
if (publishLast) {
  await publishUndisturbed(await readHoldResults(join(RESULTS, `${name}.json`)));
} else {
  const measured: Measurement = await SCENARIOS[scenario]();
  await mkdir(RESULTS, { recursive: true });
  await writeFile(join(RESULTS, `${name}.json`), `${JSON.stringify(measured.results, null, 2)}\n`);
  await writeFile(join(RESULTS, `${name}.md`), measured.report);
  console.log(`\n${measured.report}`);
  // Last, so that what was measured is kept whatever becomes of the page.
  if (values.publish) await measured.publish?.();
}
