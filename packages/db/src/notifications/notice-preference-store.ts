import type {
  MutedNotice,
  NoticePreferenceStore,
} from '@concert-mania/core/notifications/notice-preferences';
import type { Queryable } from '../connection/database.ts';

/** Preferences in `accounts`. The sender reads them with each notice. */
export const makeNoticePreferenceStore = (db: Queryable): NoticePreferenceStore => ({
  read: async (id) => {
    const [row] = await db.query<{ muted_notices: MutedNotice[] }>(
      'select muted_notices from accounts where id = $1 and erased_at is null',
      [id],
    );
    return row?.muted_notices ?? null;
  },
  write: async (id, muted) => {
    const written = await db.query(
      'update accounts set muted_notices = $2 where id = $1 and erased_at is null returning 1',
      [id, muted],
    );
    return written.length > 0;
  },
});
