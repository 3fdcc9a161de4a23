import pg from 'pg';
import { LOCK_BY_NAME, LOCK_NAMES } from '../connection/advisory-locks.ts';

/** Only the migrator changes rows of these tables. Old rows of the last one are removed. */
const APPEND_ONLY = [
  'ledger_transfers',
  'ledger_entries',
  'ledger_pending',
  'ledger_resolutions',
  'domain_events',
  'staff_actions',
] as const;
/** Administrators edit these tables; workers only read them. */
const PROGRAMME = ['venues', 'venue_seats', 'performance_prices'] as const;

export const ROLE_KINDS = ['api', 'worker'] as const;
export type RoleKind = (typeof ROLE_KINDS)[number];

/** Reads the statistics of the server and no rows. */
const MONITOR = 'monitor';
type AnyRole = RoleKind | typeof MONITOR;

/** The role's name contains the database's: roles belong to the server. */
export const roleName = (database: string, kind: AnyRole): string => `${database}_${kind}`;

/**
 * Grants the roles of API, workers and monitoring their rights on today's tables, and creates
 * missing roles that have a password here. Run it as the owner of the tables, after migrations.
 * Returns the existing roles.
 */
export async function grantDatabaseRoles(
  databaseUrl: string,
  passwords: Partial<Readonly<Record<AnyRole, string>>>,
): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ database: string }>('select current_database() as database');
    const database = rows[0]?.database ?? '';
    await client.query('begin');
    // Two simultaneous runs would both create the same role.
    await client.query(LOCK_BY_NAME, [LOCK_NAMES.databaseRoles, '']);
    const roles: string[] = [];
    for (const kind of [...ROLE_KINDS, MONITOR] as const) {
      const name = roleName(database, kind);
      if (!(await makeRole(client, name, passwords[kind]))) continue;
      roles.push(name);
      for (const statement of grants(database, kind)) await client.query(statement);
    }
    await client.query('commit');
    return roles;
  } finally {
    await client.end();
  }
}

/** Creates or updates the role; returns whether it exists. */
async function makeRole(client: pg.Client, name: string, password: string | undefined): Promise<boolean> {
  const role = client.escapeIdentifier(name);
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [name]);
  if (password === undefined) return rowCount === 1;
  if (rowCount === 0) await client.query(`create role ${role} login`);
  await client.query(`alter role ${role} login password ${client.escapeLiteral(password)}`);
  return true;
}

function grants(database: string, kind: AnyRole): readonly string[] {
  const role = pg.escapeIdentifier(roleName(database, kind));
  if (kind === MONITOR) return [`grant pg_monitor to ${role}`];
  return [
    `grant connect on database ${pg.escapeIdentifier(database)} to ${role}`,
    `grant usage on schema public to ${role}`,
    `revoke all on all tables in schema public from ${role}`,
    `grant select, insert, update, delete on all tables in schema public to ${role}`,
    `revoke update, delete on ${APPEND_ONLY.join(', ')} from ${role}`,
    `revoke insert, update, delete on knex_migrations, knex_migrations_lock from ${role}`,
    `grant usage, select on all sequences in schema public to ${role}`,
    ...(kind === 'worker' ? WORKERS.map((statement) => `${statement} ${role}`) : []),
  ];
}

const WORKERS = [
  `revoke insert, update, delete on ${PROGRAMME.join(', ')} from`,
  // Its trigger allows deleting only old rows.
  'grant delete on staff_actions to',
];
