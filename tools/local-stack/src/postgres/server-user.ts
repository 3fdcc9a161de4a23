import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { runCommand } from '../processes/run-command.ts';
import { ServiceError } from '../service-error.ts';

/** The account that PostgreSQL runs under if we are root, because it refuses root. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

const USER = 'postgres';

/** Undefined if we are not root; else the account `postgres`, created if missing. */
export async function findServerUser(log: (message: string) => void): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const existing = await lookUp();
  if (existing !== undefined) return existing;
  log(`creating the system user ${USER}: PostgreSQL refuses to run as root`);
  await runCommand('groupadd', ['--system', USER], { timeoutMs: 10_000 });
  const made = await runCommand('useradd', ['--system', '-g', USER, '-s', '/usr/sbin/nologin', USER], {
    timeoutMs: 10_000,
  });
  const created = await lookUp();
  if (created !== undefined) return created;
  throw new ServiceError(
    `PostgreSQL refuses to run as root, and the user ${USER} could not be created (${made.stderr.trim()}). ` +
      'Start as an ordinary user, create that user, or set DATABASE_URL.',
  );
}

async function lookUp(): Promise<ServerUser | undefined> {
  const [uid, gid] = await Promise.all([idOf('-u'), idOf('-g')]);
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

async function idOf(flag: '-u' | '-g'): Promise<number | undefined> {
  const { code, stdout } = await runCommand('id', [flag, USER], { timeoutMs: 5_000 });
  return code === 0 ? Number.parseInt(stdout, 10) : undefined;
}

/** Whether the mode bits of every parent folder let the account reach the path. */
function canReach(user: ServerUser, path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { uid, gid, mode } = statSync(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** A command for the account. `uid` and `gid` are absent if the command sets them itself. */
interface UserCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Runs a command under the account. If the account cannot reach a path (such as a checkout below
 * /root), the command keeps the capability CAP_DAC_OVERRIDE (capabilities(7)) to pass.
 */
export function asUser(
  user: ServerUser | undefined,
  paths: readonly string[],
  command: string,
  args: readonly string[],
): UserCommand {
  if (user === undefined) return { command, args };
  if (paths.every((path) => canReach(user, path))) return { command, args, ...user };
  // PostgreSQL calls access(2) on its program, which respects capabilities only under this flag.
  const identity = [
    '--securebits=+no_setuid_fixup',
    `--reuid=${user.uid}`,
    `--regid=${user.gid}`,
    '--clear-groups',
  ];
  const capability = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return { command: 'setpriv', args: [...identity, ...capability, '--', command, ...args] };
}
