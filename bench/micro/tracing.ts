import { randomBytes } from 'node:crypto';
import { inSpan } from '@concert-mania/runtime/tracing/in-span';
import { openTracing } from '@concert-mania/runtime/tracing/open-tracing';
import { traceSettings } from '@concert-mania/runtime/tracing/trace-settings';
import { cpuMicros, type MicroBench, type Row } from './row.ts';

const SPANS = 100_000;
/** Spans are recorded and kept: nothing is sent while the bench measures. */
const UNSENT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_BSP_SCHEDULE_DELAY: 60_000 };

/** Work with a `traceparent`: without a span, with tracing off, and with 1 % of traces recorded. */
export async function measureTracing({ settings }: MicroBench): Promise<readonly Row[]> {
  const parents = Array.from(
    { length: SPANS },
    () => `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`,
  );
  const work = async () => undefined;
  const ignore = () => undefined;
  const bare = () => microsEach(parents, work);
  const spanned = () => microsEach(parents, (parent) => inSpan('work', { kind: 'server', parent }, work));
  const repeat = async (measure: () => Promise<number>): Promise<readonly number[]> => {
    const values: number[] = [];
    for (let n = 0; n < settings.repetitions; n += 1) values.push((await measure()) - (await bare()));
    return values;
  };
  await openTracing(traceSettings.parse({}), 'bench', ignore);
  await spanned();
  const off = await repeat(spanned);
  const tracing = await openTracing(traceSettings.parse(UNSENT), 'bench', ignore);
  await spanned();
  const on = await repeat(spanned);
  void tracing.stop();
  return [
    { what: 'a span while tracing is off', unit: 'µs CPU', values: off },
    { what: 'a span while 1 % of the traces are recorded', unit: 'µs CPU', values: on },
  ];
}

async function microsEach(
  parents: readonly string[],
  run: (parent: string) => Promise<unknown>,
): Promise<number> {
  const before = cpuMicros();
  for (const parent of parents) await run(parent);
  return (cpuMicros() - before) / parents.length;
}
