import { LOCK_NAMES } from '../connection/advisory-locks.ts';
import { type HoldSession, openHoldSession } from '../holds/hold-session.ts';

const STATEMENT_TIMEOUT_MS = 2_000;
/** The server ends the session of a process that is frozen for longer. */
const SILENCE_SECONDS = 30;

export interface Election {
  /** True if this process is the elected one. Rejects if the server does not answer. */
  hold(): Promise<boolean>;
  /** Lets another process be elected. */
  close(): Promise<void>;
}

/**
 * Elects one process of the system by an advisory lock, on a session of its own. Call `hold` before
 * each piece of work: the session may have ended since.
 */
export function makeElection(options: {
  readonly url: string;
  readonly name: string;
  readonly lock: 'sharedFigures';
}): Election {
  let session: HoldSession | null = null;
  let isElected = false;

  const close = async () => {
    const closing = session;
    session = null;
    isElected = false;
    await closing?.close();
  };
  const open = async (): Promise<HoldSession> => {
    const opened = await openHoldSession({ ...options, statementTimeoutMs: STATEMENT_TIMEOUT_MS });
    await opened.connection.query(`set idle_session_timeout = '${SILENCE_SECONDS}s'`);
    return opened;
  };
  return {
    hold: async () => {
      if (session?.isLost()) await close();
      try {
        session ??= await open();
        const [row] = await session.connection.query<{ mine: boolean }>(
          isElected ? 'select true as mine' : 'select pg_try_advisory_lock(hashtextextended($1, 0)) as mine',
          isElected ? [] : [LOCK_NAMES[options.lock]],
        );
        isElected = row?.mine ?? false;
        return isElected;
      } catch (error) {
        await close();
        throw error;
      }
    },
    close,
  };
}
