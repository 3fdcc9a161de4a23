import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../processes/run-command.ts';
import { type DependencyGroup, parseDependencies } from './apt-dependencies.ts';

const QUICK_MS = 20_000;
const DOWNLOAD_MS = 120_000;

interface PackageSet {
  /** The folder of the cache that keeps them. */
  readonly folder: string;
  readonly packages: readonly string[];
  /** Their name in the log, with the size of the download. */
  readonly title: string;
  /** Judges a folder of unpacked packages. */
  readonly works: (root: string) => Promise<boolean>;
}

/**
 * The folder `<cacheDir>/<folder>` with the packages unpacked. Fetches them from the system's
 * package archive, without root or installation; undefined if that is not possible. Several
 * processes may fetch at once.
 */
export async function fetchPackages(
  { folder, packages, title, works }: PackageSet,
  cacheDir: string,
  log: (message: string) => void,
): Promise<string | undefined> {
  const kept = join(cacheDir, folder);
  if (existsSync(kept) && (await works(kept))) return kept;
  if ((await runCommand('apt-get', ['--version'], { timeoutMs: QUICK_MS })).code !== 0) return undefined;

  const workshop = join(cacheDir, `${folder}-fetch-${randomBytes(4).toString('hex')}`);
  await mkdir(workshop, { recursive: true });
  try {
    log(`fetching ${title} from the package archive of this system, once`);
    const root = join(workshop, 'root');
    if (!(await downloadInto(root, packages, workshop, [], log))) {
      log('refreshing package lists in a folder of our own');
      const options = await ownLists(workshop);
      if (!(await downloadInto(root, packages, workshop, options, log))) return undefined;
    }
    if (!(await works(root))) {
      log(`what was fetched does not run here: ${title}`);
      return undefined;
    }
    return await publish(root, kept, works);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

/** The command of a program in a folder of unpacked packages, with the libraries beside it. */
export function commandIn(root: string, program: string): readonly string[] {
  const libraries = ['usr/lib', 'lib'].flatMap((top) => {
    const folder = join(root, top);
    if (!existsSync(folder)) return [];
    const triplets = readdirSync(folder, { withFileTypes: true }).filter((entry) =>
      entry.name.includes('-linux-'),
    );
    return [...triplets.map((entry) => join(folder, entry.name)), folder];
  });
  return ['env', `LD_LIBRARY_PATH=${libraries.join(':')}`, join(root, 'usr/bin', program)];
}

/**
 * Renames the finished folder to its final name. If another process was quicker, its folder serves
 * as well.
 */
async function publish(root: string, kept: string, works: PackageSet['works']): Promise<string> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      await rename(root, kept);
      return kept;
    } catch {
      if (await works(kept)) return kept;
      const broken = `${kept}-broken-${randomBytes(4).toString('hex')}`;
      await rename(kept, broken).catch(() => undefined);
      await rm(broken, { recursive: true, force: true });
    }
  }
  throw new Error(`${kept} cannot be replaced`);
}

async function downloadInto(
  root: string,
  packages: readonly string[],
  workshop: string,
  options: readonly string[],
  log: (message: string) => void,
): Promise<boolean> {
  const wanted = await packagesToFetch(packages, options);
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

/** The packages and their missing libraries; undefined if the archive does not have them. */
async function packagesToFetch(
  packages: readonly string[],
  options: readonly string[],
): Promise<readonly string[] | undefined> {
  const wanted = new Set(packages);
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
  const libraries = group.filter((name) => /^(lib(?!js-)|lua)/.test(name) && !name.startsWith('<'));
  for (const name of libraries) {
    const { code, stdout } = await runCommand('dpkg-query', ['-s', name], { timeoutMs: QUICK_MS });
    if (code === 0 && /^Status: .* installed$/m.test(stdout)) return undefined;
  }
  return libraries[0];
}

/** Updates lists of our own. A source may be unreachable if it has none of the packages. */
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
