import type { ConcertId } from '../shared/ids.ts';
import type { Admission, Announcements } from '../waiting-room/ports.ts';
import type { NoticeQueue, NoticeStore } from './ports.ts';

export interface AnnounceAdmissionsPorts {
  readonly announcements: Announcements;
  readonly store: Pick<NoticeStore, 'plan'>;
  readonly queue: Pick<NoticeQueue, 'add'>;
}

/** Admissions announced per statement and queue call. */
export const ANNOUNCED_AT_ONCE = 500;

/**
 * Turns a room's due admissions into notices, oldest first, and returns their number. Each is
 * stored, queued, then confirmed, so a crash loses and duplicates none. Skips fans who came already
 * or are too late.
 */
export function makeAnnounceAdmissions(
  ports: AnnounceAdmissionsPorts,
): (concertId: ConcertId) => Promise<number> {
  return async (concertId) => {
    let announced = 0;
    for (;;) {
      const admissions = await ports.announcements.read(concertId, ANNOUNCED_AT_ONCE);
      if (admissions.length === 0) return announced;
      const awaited = admissions.filter(({ isAwaited }) => isAwaited);
      if (awaited.length > 0) {
        await ports.queue.add(
          await ports.store.plan(awaited.map((admission) => noticeOf(concertId, admission))),
        );
      }
      await ports.announcements.confirm(concertId, admissions);
      announced += admissions.length;
    }
  };
}

const noticeOf = (concertId: ConcertId, { accountId, at }: Admission) =>
  ({
    // An account is admitted at most once per moment, so the moment identifies the admission.
    eventId: `admitted.${concertId}.${accountId}.${at.getTime()}`,
    template: 'admitted',
    accountId,
    concertId,
    admittedAt: at,
  }) as const;
