import type pg from 'pg';

/** A connection pooler spreads one session over several server processes: locks and settings of a session mean nothing. */
export class SessionsNotKept extends Error {
  override name = 'SessionsNotKept';
  constructor() {
    super(
      'DATABASE_URL leads to a pooler in transaction mode (PgBouncer, say), but this process needs whole sessions: name the server, or a pooler in session mode',
    );
  }
}

type Session = Pick<pg.Client, 'query' | 'end'> & {
  /** The process that the server named when the session began. A pooler names one of its own invention. */
  readonly processID?: number | null;
};

/** Throws `SessionsNotKept` where a pooler gives the session another server process once somebody else is busy. */
export async function checkKept(session: Session, open: () => Promise<Session>): Promise<void> {
  const before = await pidOf(session);
  if (session.processID === before) return;
  const other = await open();
  try {
    // Whoever has a transaction open keeps a server process, likely the one that the session just had.
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
