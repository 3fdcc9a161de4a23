import type pg from 'pg';

/**
 * A pooler in transaction mode spreads a session over several server processes, which breaks
 * session locks and settings.
 */
export class SessionsNotKept extends Error {
  override name = 'SessionsNotKept';
  constructor() {
    super(
      'DATABASE_URL leads to a pooler in transaction mode (such as PgBouncer), which does not support session locks: use the address of the server, or of a pooler in session mode',
    );
  }
}

type Session = Pick<pg.Client, 'query' | 'end'> & {
  /** The server process named at the start of the session. A pooler invents one. */
  readonly processID?: number | null;
};

/**
 * Throws `SessionsNotKept` if a pooler gives the session another server process while a second
 * session is busy.
 */
export async function checkKept(session: Session, open: () => Promise<Session>): Promise<void> {
  const before = await pidOf(session);
  if (session.processID === before) return;
  const other = await open();
  try {
    // An open transaction keeps its server process, probably the one that the first session used.
    await other.query('begin');
    await pidOf(other);
    if ((await pidOf(session)) !== before) throw new SessionsNotKept();
  } finally {
    await other.end();
  }
}

async function pidOf(session: Session): Promise<number | undefined> {
  return (await session.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid;
}
