import type { ConcertSettingsLookup } from '../catalogue/ports.ts';
import type { ConcertId } from '../shared/ids.ts';
import type { AdmissionBatch } from './model.ts';
import type { AdmissionSchedule, Admissions } from './ports.ts';
import { saleOver } from './sale-over.ts';

export interface AdmitBatchPorts {
  readonly concerts: ConcertSettingsLookup;
  readonly admissions: Admissions;
  readonly schedule: AdmissionSchedule;
  readonly drawOrder: (concertId: ConcertId) => Promise<boolean>;
  /** Whether holds can be decided: the database answers and accepts writes. */
  readonly canHold: () => Promise<boolean>;
}

/** The result of a batch, and when the room needs the next one. */
export type BatchReport = Pick<AdmissionBatch, 'admitted' | 'unannounced' | 'passedOver' | 'pauseMs'>;

const PAUSED: BatchReport = { admitted: [], unannounced: 0, passedOver: 0, pauseMs: 1_000 };
/** Pause of a room without waiting fans while one is inside, whose pass pauses with the holds. */
const QUIET_PAUSE_MS = 2_000;

/**
 * Null if the room needs no more batches: no fan waits or is inside and all admissions are
 * announced, or the concert has no waiting room.
 */
export type AdmitBatch = (concertId: ConcertId) => Promise<BatchReport | null>;

/**
 * Admits one batch by the current settings, or draws the order of a room that just opened. Removes
 * an idle room's schedule; the next join creates it. Admits none while holds cannot be decided or
 * the concert is paused.
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
    // The batch of an ended sale admits none; it tells the fans that the sale is over.
    if (settings.paused && saleOver(settings) === null) {
      await ports.admissions.pause(concertId);
      return PAUSED;
    }
    const batch = await ports.admissions.admit(concertId, settings);
    if (batch.phase === 'drawing' && (await ports.drawOrder(concertId))) return { ...batch, pauseMs: 0 };
    if (batch.waiting > 0 || batch.unannounced > 0) return batch;
    if (batch.active > 0) return { ...batch, pauseMs: QUIET_PAUSE_MS };
    await ports.schedule.remove(concertId);
    // A fan who joined between the batch and the removal may have created the schedule too early.
    if (await ports.admissions.isAwaited(concertId)) await ports.schedule.ensure(concertId);
    return null;
  };
}
