import type { Queryable } from '../connection/database.ts';

/**
 * Reads and decides in one transaction of the session that has the partition's lock, so losing the
 * lock aborts it. `begin` and what `read` asks for are sent together; none takes effect after a
 * failure.
 */
export async function decideInTransaction<S, D>(
  session: Queryable,
  read: () => Promise<S>,
  decide: (state: S) => Promise<D>,
): Promise<D> {
  try {
    const [, state] = await Promise.all([session.query('begin'), read()]);
    const decided = await decide(state);
    await session.query('commit');
    return decided;
  } catch (error) {
    // If the connection is gone, the server has rolled back already.
    await session.query('rollback').catch(() => {});
    throw error;
  }
}
