import { type ResultOf, resultOf } from '@concert-mania/client/jobs';
import { api } from '../../shell/client.ts';
import type { Verdict } from '../deciding/decide-locally.ts';
import type { Post } from './check-ins.ts';
import { codeToSend, type Scan } from './scan.ts';

/** A person waits at the gate. After this time the device decides. */
const LIMIT_MS = 2_500;
const BATCH_LIMIT_MS = 30_000;
const headers = { Prefer: 'wait=2' };

/** Records a scan. Throws when there is no answer in time; then the scan can be recorded again. */
export async function record({ performanceId, gate, code, scanId, at }: Scan): Promise<Verdict> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  const body = { performanceId, gate, code: codeToSend(code), scanId, at };
  return verdictOf(resultOf(await api.run('ticket.check-in', { body, headers, signal })));
}

/** Records scans of one post, and gives the verdicts by scan. */
export async function recordMany(
  { performanceId, gate }: Post,
  scans: readonly Scan[],
): Promise<ReadonlyMap<string, Verdict>> {
  const signal = AbortSignal.timeout(BATCH_LIMIT_MS);
  const items = scans.map(({ code, scanId, at }) => ({ code: codeToSend(code), scanId, at }));
  const body = { performanceId, gate, items };
  const { results } = resultOf(await api.run('ticket.check-in-batch', { body, headers, signal }));
  return new Map(
    results.flatMap(({ scanId, ...result }) => (scanId === null ? [] : [[scanId, verdictOf(result)]])),
  );
}

const verdictOf = ({ result, first, overtaken }: Omit<ResultOf<'ticket.check-in'>, 'scanId'>): Verdict => ({
  result,
  first,
  overtaken,
});
