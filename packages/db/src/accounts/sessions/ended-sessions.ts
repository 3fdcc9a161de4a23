import type { SessionId } from '@concert-mania/core/shared/ids';
import { prepared, type Queryable } from '../../connection/database.ts';

const ENDED = prepared(
  'select id from sessions where revoked_at > now() - make_interval(secs => $1) order by revoked_at',
);

/** Reads the sessions that ended within the last `seconds`, the earliest first. */
export const readEndedSessions =
  (db: Queryable) =>
  async (seconds: number): Promise<readonly SessionId[]> =>
    (await db.query<{ id: SessionId }>(ENDED, [seconds])).map(({ id }) => id);
