import type { ConcertId } from '../shared/ids.ts';
import type { Admission, Announcements } from '../waiting-room/ports.ts';
import type { NoticeQueue, NoticeStore } from './ports.ts';

export interface AnnounceAdmissionsPorts {
  readonly announcements: Announcements;
  readonly store: Pick<NoticeStore, 'plan'>;
  readonly queue: NoticeQueue;
}

/** Admissions handed over in one step: one statement and one call of the queue for all of them. */
export const ANNOUNCED_AT_ONCE = 500;

/**
 * Turns a room's admissions into notices, oldest first; answers how many. Each is stored, queued,
 * then confirmed, so a crash loses and doubles none. Admissions that no longer count are not
 * announced.
 */
export function makeAnnounceAdmissions(
  ports: AnnounceAdmissionsPorts,
): (concertId: ConcertId) => Promise<number> {
  return async (concertId) => {
    let announced = 0;
    for (;;) {
      const admissions = await ports.announcements.read(concertId, ANNOUNCED_AT_ONCE);
      if (admissions.length === 0) return announced;
      const current = admissions.filter(({ isTrue }) => isTrue);
      if (current.length > 0) {
        await ports.queue.add(
          await ports.store.plan(current.map((admission) => noticeOf(concertId, admission))),
        );
      }
      await ports.announcements.confirm(concertId, admissions);
      announced += admissions.length;
    }
  };
}

const noticeOf = (concertId: ConcertId, { accountId, at }: Admission) =>
  ({
    // An account enters a room once at any one moment, so the moment tells its admissions apart.
    eventId: `admitted.${concertId}.${accountId}.${at.getTime()}`,
    template: 'admitted',
    accountId,
    concertId,
    admittedAt: at,
  }) as const;
