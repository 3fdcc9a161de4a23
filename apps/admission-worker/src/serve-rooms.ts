import { setTimeout as delay } from 'node:timers/promises';
import type { AdmitBatch } from '@concert-mania/core/waiting-room/admit-batch';
import type { DueRooms } from '@concert-mania/core/waiting-room/ports';
import { type ServingRooms, startServingRooms } from '@concert-mania/core/waiting-room/serve-rooms';
import type { Announcer } from './announcer.ts';
import type { makeAdmissionMetrics } from './metrics.ts';
import type { RoomWatch } from './watch-rooms.ts';

/** Serves due rooms and reports their metrics. */
export function serveRooms(over: {
  readonly rooms: DueRooms;
  readonly admitBatch: AdmitBatch;
  readonly canHold: () => Promise<boolean>;
  readonly announcer: Announcer;
  readonly metrics: ReturnType<typeof makeAdmissionMetrics>;
  readonly watch: RoomWatch;
  readonly nowMs: () => number;
}): ServingRooms {
  const { announcer, metrics, watch } = over;
  return startServingRooms({
    ...over,
    // Also resolves on abort.
    sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
    onTaken: (taken) => {
      metrics.onTaken(taken);
      watch.onTaken(taken);
    },
    onBatch: (concertId, batch) => {
      if (batch !== null && batch.unannounced > 0) announcer.notify(concertId);
      metrics.onBatch(batch);
    },
    onFault: (concertId, err) => {
      metrics.onFailed();
      watch.onFault(concertId, err);
    },
  });
}
