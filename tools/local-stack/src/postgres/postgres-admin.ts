import pg from 'pg';

const CONNECT_TIMEOUT_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 30_000;

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The version as PostgreSQL numbers it (15.4 is 150004). Throws after 3 s without an answer. */
export async function serverVersionNumber(url: string): Promise<number> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ version: number }>(
      `select current_setting('server_version_num')::int as version`,
    );
    return rows[0]?.version ?? 0;
  });
}

/** Transactions committed in the database since its statistics began; up to a second old. */
export async function committedTransactions(url: string): Promise<number> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ committed: string }>(
      'select xact_commit as committed from pg_stat_database where datname = current_database()',
    );
    return Number(rows[0]?.committed ?? 0);
  });
}

/** Creates a database unless there is one of that name; with a template, as a copy of it. */
export async function createDatabase(url: string, name: string, template?: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount !== 0) return;
    const copy = template === undefined ? '' : ` template ${client.escapeIdentifier(template)}`;
    await client.query(`create database ${client.escapeIdentifier(name)}${copy}`);
  });
}

/** Drops a database and ends its sessions. No error if it does not exist. */
export async function dropDatabase(url: string, name: string): Promise<void> {
  await withClient(url, (client) =>
    client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`),
  );
}

/** The application names of the sessions of a database, or their last statements. */
export async function sessionsOf(url: string, name: string): Promise<readonly string[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ session: string }>(
      `select coalesce(nullif(application_name, ''), left(query, 100)) as session
         from pg_stat_activity where datname = $1 and backend_type = 'client backend'`,
      [name],
    );
    return rows.map((row) => row.session);
  });
}
