import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { useEffect, useState } from 'preact/hooks';
import { api } from '../../shell/client.ts';

export type Counts = components['schemas']['GateCounts'];

const POLL_MS = 5_000;

/** How many people are inside, while there is a network and a session. Null before. */
export function useCounts(performanceId: string, isActive: boolean): Counts | null {
  const [counts, setCounts] = useState<Counts | null>(null);
  useEffect(() => {
    if (!isActive) return;
    const over = new AbortController();
    const look = async () => {
      if (document.visibilityState === 'hidden') return;
      const path = { performanceId };
      const signal = AbortSignal.any([over.signal, AbortSignal.timeout(POLL_MS)]);
      const call = api.GET('/v1/gate/performances/{performanceId}/counts', { params: { path }, signal });
      const next = await dataOf<Counts>(call).catch(() => null);
      if (next !== null && !over.signal.aborted) setCounts(next);
    };
    void look();
    const timer = setInterval(() => void look(), POLL_MS);
    return () => {
      over.abort();
      clearInterval(timer);
    };
  }, [performanceId, isActive]);
  return counts;
}
