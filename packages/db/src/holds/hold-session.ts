import pg from 'pg';
import { asQueryable, type OnStatement, type Queryable } from '../connection/database.ts';
import { deadlinesOf } from '../connection/deadlines.ts';
import { checkKept } from '../connection/kept-sessions.ts';

const CONNECT_TIMEOUT_MS = 2_000;
/** Limit for closing a session cleanly. */
const CLOSE_MS = 1_000;

/** A dedicated database session whose locks last as long as it does. */
export interface HoldSession {
  readonly connection: Queryable;
  /** Resolves when the session has ended or was closed. */
  readonly lost: Promise<void>;
  readonly isLost: () => boolean;
  /** Ends the session even if the server is silent. The server may notice later. */
  close(): Promise<void>;
}

export interface HoldSessionOptions {
  readonly url: string;
  readonly name: string;
  readonly statementTimeoutMs: number;
  readonly onStatement?: OnStatement | undefined;
}

/**
 * Opens a session that destroys its socket when an answer is overdue. Throws `SessionsNotKept`
 * behind a pooler in transaction mode.
 */
export async function openHoldSession(options: HoldSessionOptions): Promise<HoldSession> {
  const client = newClient(options);
  let isLost = false;
  let tellLost = () => {};
  const lost = new Promise<void>((resolve) => {
    tellLost = () => {
      isLost = true;
      resolve();
    };
  });
  client.once('end', tellLost);
  const close = async () => {
    tellLost();
    const impatience = setTimeout(() => client.connection.stream.destroy(), CLOSE_MS);
    await client.end();
    clearTimeout(impatience);
  };
  await client.connect();
  try {
    await checkKept(client, async () => newClient(options).connect());
  } catch (error) {
    await close();
    throw error;
  }
  return { connection: asQueryable(client, options.onStatement), lost, isLost: () => isLost, close };
}

function newClient(options: HoldSessionOptions): pg.Client {
  const client = new pg.Client({
    connectionString: options.url,
    application_name: options.name,
    // In a pipeline an overdue answer destroys the socket. A statement also waits for the answers
    // of those before it.
    ...deadlinesOf({ connectTimeoutMs: CONNECT_TIMEOUT_MS, statementTimeoutMs: options.statementTimeoutMs }),
    idle_in_transaction_session_timeout: options.statementTimeoutMs,
    // Independent statements are sent together.
    pipeline: true,
  });
  // `lost` reports the end of the session. Its error also fails the running statement.
  client.on('error', () => {});
  return client;
}
