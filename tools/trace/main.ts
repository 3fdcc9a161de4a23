/** `npm run trace -- --demo`: buys a seat in a traced system and prints its trace. */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { makeSale } from '@concert-mania/testkit/data/builders';
import { ArgumentError } from '../command-line/options.ts';
import { withOwnSystem } from '../command-line/own-system.ts';
import { runTool } from '../command-line/run-tool.ts';
import { buySeat } from './buy-seat.ts';
import { type CollectedSpan, type Collector, startCollector } from './collector.ts';
import { drawTree, idOf, missingLevels, spansOfTrace } from './tree.ts';

const HELP = `npm run trace -- --demo

Starts a system with tracing on, buys one seat through the gateway, and prints the trace from the request to the notice.
Then looks up every id of the trace in the log lines of its process. Exits with 1 if a level or an id is missing.`;
const SPANS_PATIENCE_MS = 20_000;
const LOOK_AGAIN_MS = 100;
/** Longer than the interval of the exports, so that the last spans arrive. */
const LAST_SPANS_MS = 1_000;

const say = (text: string) => process.stdout.write(`${text}\n`);

async function demonstrate(): Promise<boolean> {
  const collector = await startCollector();
  const lines: string[] = [];
  say('Starting a system with tracing on …');
  const options = {
    environment: {
      LOG_LEVEL: 'info',
      LOG_SAMPLE_POLLS: '1',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_TRACES_SAMPLER_ARG: '1',
      OTEL_BSP_SCHEDULE_DELAY: '200',
    },
    log: () => undefined,
    onOutput: (name: string, line: string) => void lines.push(`${name} ${line}`),
  };
  try {
    return await withOwnSystem('trace', options, async ({ stack, db }) => {
      const traceId = randomBytes(16).toString('hex');
      const sale = await makeSale(db, { waitingRoomEnabled: false });
      await buySeat(stack, sale, `00-${traceId}-${randomBytes(8).toString('hex')}-01`);
      return report(await waitForSpans(collector, traceId), traceId, lines);
    });
  } finally {
    collector.close();
  }
}

async function waitForSpans(collector: Collector, traceId: string): Promise<readonly CollectedSpan[]> {
  const deadlineMs = performance.now() + SPANS_PATIENCE_MS;
  const found = () => spansOfTrace(collector.spans, traceId);
  while (missingLevels(found()).length > 0 && performance.now() < deadlineMs) await delay(LOOK_AGAIN_MS);
  await delay(LAST_SPANS_MS);
  return found();
}

/** Prints the tree and the ids in the logs. Returns whether everything was found. */
function report(spans: readonly CollectedSpan[], traceId: string, lines: readonly string[]): boolean {
  say(`\nTrace ${traceId} (~ linked: shared by several traces)\n`);
  for (const line of drawTree(spans, traceId)) say(line);
  const missing = missingLevels(spans);
  say(missing.length === 0 ? '\nEvery level was found.' : `\nMissing levels: ${missing.join(', ')}`);
  const unlogged = spans.filter((span) => !isLogged(span, traceId, lines));
  const named = spans.filter((span) => idOf(span) !== '').length;
  say(
    `${named - unlogged.length} of ${named} ids were found in the log lines of their processes, with the trace id.`,
  );
  for (const span of unlogged) say(`Not in the log of ${span.process}: ${idOf(span)} (${span.name})`);
  return missing.length === 0 && unlogged.length === 0;
}

/** An accepted job is in the line of its request or of its worker, so any process may have it. */
function isLogged(span: CollectedSpan, traceId: string, lines: readonly string[]): boolean {
  const id = idOf(span);
  if (id === '') return true;
  const anywhere = span.name.startsWith('accept ');
  return lines.some(
    (line) =>
      (anywhere || line.startsWith(`${span.process} `)) && line.includes(`"${id}"`) && line.includes(traceId),
  );
}

runTool(HELP, async () => {
  const { values } = parseArgs({ options: { demo: { type: 'boolean' } } });
  if (!values.demo) throw new ArgumentError('trace needs --demo');
  return (await demonstrate()) ? 0 : 1;
});
