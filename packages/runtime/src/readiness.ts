/** Resolves if a dependency answers; rejects if not. */
export type ReadinessCheck = () => Promise<void>;
export type ReadinessChecks = Readonly<Record<string, ReadinessCheck>>;

/** A check failed for a reason that `/readyz` may show. Other messages are only logged. */
export class NotReady extends Error {
  override name = 'NotReady';
}

export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, 'ok' | 'failed'>>;
  /** The reasons of failed checks that gave one. */
  readonly reasons?: Readonly<Record<string, string>>;
}

const CHECK_TIMEOUT_MS = 900;
const REMEMBERED_MS = 1_000;
const recent = new WeakMap<
  ReadinessChecks,
  { readonly askedMs: number; readonly answer: Promise<Readiness> }
>();

/**
 * Runs all checks in parallel. A check that takes longer than 0.9 s fails. Results are cached for a
 * second, so that a flood of probes costs one run.
 */
export function checkReadiness(checks: ReadinessChecks): Promise<Readiness> {
  const last = recent.get(checks);
  if (last && performance.now() - last.askedMs < REMEMBERED_MS) return last.answer;
  const answer = runChecks(checks);
  recent.set(checks, { askedMs: performance.now(), answer });
  return answer;
}

async function runChecks(checks: ReadinessChecks): Promise<Readiness> {
  const entries = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const timeout = AbortSignal.timeout(CHECK_TIMEOUT_MS);
      const expired = new Promise<never>((_, reject) => {
        timeout.addEventListener('abort', () => reject(new Error('timed out')));
      });
      const fault = await Promise.race([check(), expired]).then(
        () => null,
        (error: unknown) => ({ reason: error instanceof NotReady ? error.message : null }),
      );
      return [name, fault] as const;
    }),
  );
  const reasons = entries.flatMap(([name, fault]) => (fault?.reason ? [[name, fault.reason] as const] : []));
  return {
    ready: entries.every(([, fault]) => fault === null),
    checks: Object.fromEntries(entries.map(([name, fault]) => [name, fault === null ? 'ok' : 'failed'])),
    ...(reasons.length > 0 && { reasons: Object.fromEntries(reasons) }),
  };
}

const TOLD_EVERY_MS = 60_000;

/** The same checks; failures are logged once a minute, except those shown on `/readyz`. */
export function tellFaults(
  checks: ReadinessChecks,
  tell: (fault: { readonly check: string; readonly err: unknown }) => void,
): ReadinessChecks {
  const entries = Object.entries(checks).map(([name, check]) => {
    let toldMs = Number.NEGATIVE_INFINITY;
    const reported = async () => {
      try {
        await check();
      } catch (err) {
        if (!(err instanceof NotReady) && performance.now() - toldMs >= TOLD_EVERY_MS) {
          toldMs = performance.now();
          tell({ check: name, err });
        }
        throw err;
      }
    };
    return [name, reported] as const;
  });
  return Object.fromEntries(entries);
}
