import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../processes/run-command.ts';
import { type DependencyGroup, parseDependencies } from './apt-dependencies.ts';

const QUICK_MS = 20_000;
const DOWNLOAD_MS = 120_000;
const PACKAGES = ['redis-server', 'redis-tools'];

/**
 * The command of the Redis in `<cacheDir>/redis`. Fetches it from the system's package archive,
 * without root and without an installation. Undefined if that is not possible. Several processes
 * may fetch at once.
 */
export async function fetchRedis(
  cacheDir: string,
  log: (message: string) => void,
  works: (command: readonly string[]) => Promise<boolean>,
): Promise<readonly string[] | undefined> {
  const kept = join(cacheDir, 'redis');
  if (existsSync(kept) && (await works(commandIn(kept)))) return commandIn(kept);
  if ((await runCommand('apt-get', ['--version'], { timeoutMs: QUICK_MS })).code !== 0) return undefined;

  const workshop = join(cacheDir, `redis-fetch-${randomBytes(4).toString('hex')}`);
  await mkdir(workshop, { recursive: true });
  try {
    log('fetching Redis from the package archive of this system (about 1.5 MB, once)');
    const root = join(workshop, 'root');
    if (!(await downloadInto(root, workshop, [], log))) {
      log('refreshing package lists in a folder of our own');
      const options = await ownLists(workshop);
      if (!(await downloadInto(root, workshop, options, log))) return undefined;
    }
    if (!(await works(commandIn(root)))) {
      log('the fetched Redis does not run here');
      return undefined;
    }
    return await publish(root, kept, works);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

/** The command of the Redis in a folder of unpacked packages, with the libraries beside it. */
function commandIn(root: string): readonly string[] {
  const libraries = ['usr/lib', 'lib'].flatMap((top) => {
    const folder = join(root, top);
    if (!existsSync(folder)) return [];
    const triplets = readdirSync(folder, { withFileTypes: true }).filter((entry) =>
      entry.name.includes('-linux-'),
    );
    return [...triplets.map((entry) => join(folder, entry.name)), folder];
  });
  return ['env', `LD_LIBRARY_PATH=${libraries.join(':')}`, join(root, 'usr/bin/redis-server')];
}

/**
 * Renames the finished folder to its final name. If another process was quicker, its folder serves
 * as well.
 */
async function publish(
  root: string,
  kept: string,
  works: (command: readonly string[]) => Promise<boolean>,
): Promise<readonly string[]> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      await rename(root, kept);
      return commandIn(kept);
    } catch {
      if (await works(commandIn(kept))) return commandIn(kept);
      const broken = `${kept}-broken-${randomBytes(4).toString('hex')}`;
      await rename(kept, broken).catch(() => undefined);
      await rm(broken, { recursive: true, force: true });
    }
  }
  throw new Error(`${kept} cannot be replaced`);
}

async function downloadInto(
  root: string,
  workshop: string,
  options: readonly string[],
  log: (message: string) => void,
): Promise<boolean> {
  const wanted = await packagesToFetch(options);
  if (wanted === undefined) return false;
  const debs = join(workshop, 'debs');
  await rm(debs, { recursive: true, force: true });
  await mkdir(debs, { recursive: true });
  // The sandbox user of apt may not reach the folder. apt verifies the download as root, too.
  const asUs = ['-o', 'APT::Sandbox::User=root'];
  const got = await apt('apt-get', [...options, ...asUs, 'download', ...wanted], debs, DOWNLOAD_MS);
  if (got.code !== 0) {
    log(`apt-get download: ${got.stderr.trim().split('\n').at(-1) ?? 'failed'}`);
    return false;
  }
  await rm(root, { recursive: true, force: true });
  for (const deb of readdirSync(debs).filter((name) => name.endsWith('.deb'))) {
    const unpacked = await runCommand('dpkg', ['-x', join(debs, deb), root], { timeoutMs: QUICK_MS });
    if (unpacked.code !== 0) return false;
  }
  return true;
}

/** Redis and its missing libraries; undefined if the archive does not have them. */
async function packagesToFetch(options: readonly string[]): Promise<readonly string[] | undefined> {
  const wanted = new Set(PACKAGES);
  for (const name of wanted) {
    const { code, stdout } = await apt('apt-cache', [...options, 'depends', name], '/', QUICK_MS);
    if (code !== 0) return undefined;
    for (const group of parseDependencies(stdout)) {
      const chosen = await missingLibrary(group);
      if (chosen !== undefined) wanted.add(chosen);
    }
  }
  return [...wanted];
}

async function missingLibrary(group: DependencyGroup): Promise<string | undefined> {
  const libraries = group.filter((name) => /^(lib|lua)/.test(name) && !name.startsWith('<'));
  for (const name of libraries) {
    const { code, stdout } = await runCommand('dpkg-query', ['-s', name], { timeoutMs: QUICK_MS });
    if (code === 0 && /^Status: .* installed$/m.test(stdout)) return undefined;
  }
  return libraries[0];
}

/** Updates lists of our own. Some sources may be unreachable: only Redis has to be found. */
async function ownLists(workshop: string): Promise<readonly string[]> {
  const lists = join(workshop, 'lists');
  const cache = join(workshop, 'cache');
  await mkdir(join(lists, 'partial'), { recursive: true });
  await mkdir(join(cache, 'archives', 'partial'), { recursive: true });
  const options = ['-o', `Dir::State::lists=${lists}`, '-o', `Dir::Cache=${cache}`];
  await apt('apt-get', [...options, '-o', 'APT::Sandbox::User=root', 'update'], '/', DOWNLOAD_MS);
  return options;
}

function apt(program: string, args: readonly string[], cwd: string, timeoutMs: number) {
  return runCommand('env', ['LC_ALL=C', program, ...args], { cwd, timeoutMs });
}
