import { type Job, resultOf } from '@concert-mania/client/jobs';
import { dataOf } from '@concert-mania/client/problem';
import { api } from '../../shell/client.ts';
import type { Verdict } from '../deciding/decide-locally.ts';
import { type CheckInView, gateApi } from '../gate-api.ts';
import type { Post } from './check-ins.ts';
import type { Scan } from './scan.ts';

/** A person waits at the gate. After this time the device decides. */
const LIMIT_MS = 2_500;
const BATCH_LIMIT_MS = 30_000;
const PREFER = 'wait=2';

/** Records a scan. Throws when there is no answer in time; then the scan can be recorded again. */
export async function record({ performanceId, gate, code, scanId, at }: Scan): Promise<Verdict> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  const body = { performanceId, gate, code, scanId, at };
  const header = { Prefer: PREFER, 'Idempotency-Key': scanId };
  const job = await dataOf(gateApi.POST('/v1/gate/check-ins', { body, params: { header }, signal }));
  return verdictOf(await resultIn(job, signal));
}

/** Records scans of one post, and gives the verdicts by scan. */
export async function recordMany(
  { performanceId, gate }: Post,
  scans: readonly Scan[],
): Promise<ReadonlyMap<string, Verdict>> {
  const signal = AbortSignal.timeout(BATCH_LIMIT_MS);
  const items = scans.map(({ code, scanId, at }) => ({ code, scanId, at }));
  const body = { performanceId, gate, items };
  const header = { Prefer: PREFER, 'Idempotency-Key': crypto.randomUUID() };
  const job = await dataOf(gateApi.POST('/v1/gate/check-ins/batch', { body, params: { header }, signal }));
  const { results } = await resultIn(job, signal);
  return new Map(results.map((result) => [result.scanId, verdictOf(result)]));
}

async function resultIn<R>(job: { readonly result: R | null }, signal: AbortSignal): Promise<R> {
  const final = await api.waitFor(job as unknown as Job, { signal });
  return resultOf(final) as unknown as R;
}

const verdictOf = ({ result, first, overtaken }: CheckInView): Verdict => ({ result, first, overtaken });
