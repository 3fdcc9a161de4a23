import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { api } from '../../shell/client.ts';
import type { PageOf } from '../../shell/loading/use-pages.ts';

export type GatePerformance = components['schemas']['GatePerformance'];

/** A page of the performances from yesterday to next week, the earliest first. */
export const loadPerformances = (
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<PageOf<GatePerformance>> =>
  dataOf<PageOf<GatePerformance>>(
    api.GET('/v1/gate/performances', { params: { query: { ...(cursor && { cursor }) } }, signal }),
  );
