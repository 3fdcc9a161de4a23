import type { ConcertSettingsLookup } from '../catalogue/ports.ts';
import type { ConcertId } from '../shared/ids.ts';
import type { AdmissionBatch } from './model.ts';
import type { AdmissionSchedule, Admissions } from './ports.ts';

export interface AdmitBatchPorts {
  readonly concerts: ConcertSettingsLookup;
  readonly admissions: Admissions;
  readonly schedule: AdmissionSchedule;
  readonly drawOrder: (concertId: ConcertId) => Promise<boolean>;
  /** Whether holds can be decided: the database answers and takes writes. */
  readonly canHold: () => Promise<boolean>;
}

/** What a batch did, and when the room needs the next. */
export type BatchReport = Pick<AdmissionBatch, 'admitted' | 'unannounced' | 'passedOver' | 'pauseMs'>;

const PAUSED: BatchReport = { admitted: [], unannounced: 0, passedOver: 0, pauseMs: 1_000 };
/**
 * The pause of a room where nobody waits. Somebody is inside, and the pass must stop while holds
 * are not decided.
 */
const QUIET_PAUSE_MS = 2_000;

/**
 * Null if the room needs no more batches: nobody waits or is inside and everybody was told, or the
 * concert has no waiting room.
 */
export type AdmitBatch = (concertId: ConcertId) => Promise<BatchReport | null>;

/**
 * Admits one batch by the settings of this moment, or draws the order when the room has just
 * opened. Takes a resting room's schedule away; the next fan who joins creates it again. While
 * nobody can hold seats nobody is admitted.
 */
export function makeAdmitBatch(ports: AdmitBatchPorts): AdmitBatch {
  return async (concertId) => {
    if (!(await ports.canHold())) {
      await ports.admissions.pause(concertId);
      return PAUSED;
    }
    const settings = await ports.concerts.find(concertId);
    if (!settings?.published || !settings.waitingRoomEnabled) {
      await ports.schedule.remove(concertId);
      await ports.admissions.shelve(concertId);
      return null;
    }
    const batch = await ports.admissions.admit(concertId, settings);
    if (batch.phase === 'drawing' && (await ports.drawOrder(concertId))) return { ...batch, pauseMs: 0 };
    if (batch.waiting > 0 || batch.unannounced > 0) return batch;
    if (batch.active > 0) return { ...batch, pauseMs: QUIET_PAUSE_MS };
    await ports.schedule.remove(concertId);
    // Whoever joined between the batch and the removal was told to create the schedule, perhaps before it was removed.
    if (await ports.admissions.isAwaited(concertId)) await ports.schedule.ensure(concertId);
    return null;
  };
}
