import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { isRecentEnough } from '@concert-mania/redis/connection/redis-settings';
import { commandIn, fetchPackages } from '../packages/fetch-packages.ts';
import { runCommand } from '../processes/run-command.ts';
import { ServiceError } from '../service-error.ts';

/** Where a program serves a folder and how it is called. */
interface Place {
  readonly command: string;
  readonly args: readonly string[];
  readonly settings: Readonly<Record<string, string | number>>;
  /** The name under which the program sees a file of the folder. */
  readonly pathOf: (file: string) => string;
}

/** A way to run Redis or Valkey on this machine. */
export interface RedisProgram {
  readonly place: (folder: string, port: number) => Place;
}

const IMAGE = 'redis:8';
const OLDEST = '7.0';

const REDIS_PACKAGES = {
  folder: 'redis',
  packages: ['redis-server', 'redis-tools'],
  title: 'Redis (about 1.5 MB)',
  works: async (root: string) => {
    const version = await versionOf(commandIn(root, 'redis-server'));
    return version !== undefined && isRecentEnough(version);
  },
};

/**
 * Finds Redis or Valkey: on the PATH, fetched into `cacheDir` on Debian and Ubuntu, or by Docker.
 * Throws a `ServiceError` that says what to install.
 */
export async function findRedisProgram(
  cacheDir: string,
  log: (message: string) => void,
): Promise<RedisProgram> {
  for (const name of ['redis-server', 'valkey-server']) {
    const version = await versionOf([name]);
    if (version === undefined) continue;
    if (isRecentEnough(version)) return nativeProgram([name]);
    log(`${name} on the PATH is ${version}, older than ${OLDEST}; looking further`);
  }
  const fetched = await fetchPackages(REDIS_PACKAGES, cacheDir, log);
  if (fetched !== undefined) return nativeProgram(commandIn(fetched, 'redis-server'));
  if (await dockerAnswers()) {
    log(`running Redis by Docker (${IMAGE})`);
    return dockerProgram();
  }
  throw new ServiceError(REDIS_REMEDY);
}

/** The advice if there is no Redis and no way to get one. */
const REDIS_REMEDY = `No Redis 7.0+ or Valkey 8+ was found, and none could be fetched. Install one of these and start again:
  Debian, Ubuntu   sudo apt-get install redis-server
  Fedora           sudo dnf install valkey
  macOS            brew install redis
  Windows          run in WSL (then as Ubuntu), or start Docker Desktop
  anywhere         docker run -d -p 127.0.0.1:6379:6379 ${IMAGE} redis-server --appendonly yes --appendfsync always
                   and set REDIS_URL=redis://127.0.0.1:6379`;

/** The version in what `redis-server --version` or `valkey-server --version` prints. */
export function parseVersion(text: string): string | undefined {
  return /\bv=(\d+\.\d+\.\d+)/.exec(text)?.[1];
}

async function versionOf(words: readonly string[]): Promise<string | undefined> {
  const [command = '', ...args] = words;
  const { code, stdout } = await runCommand(command, [...args, '--version'], { timeoutMs: 10_000 });
  return code === 0 ? parseVersion(stdout) : undefined;
}

function nativeProgram(words: readonly string[]): RedisProgram {
  const [command = '', ...args] = words;
  return {
    place: (folder, port) => ({
      command,
      args,
      settings: { bind: '127.0.0.1', port, dir: `"${folder}"` },
      pathOf: (file) => file,
    }),
  };
}

async function dockerAnswers(): Promise<boolean> {
  return (await runCommand('docker', ['info'], { timeoutMs: 10_000 })).code === 0;
}

/** Runs in the foreground, so it ends with this process. Removes a container left behind. */
const RUN_CONTAINER = 'docker rm -f "$0" >/dev/null 2>&1; exec docker run --rm --init --name "$0" "$@"';

function dockerProgram(): RedisProgram {
  return {
    place: (folder, port) => {
      const name = `concert-mania-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`;
      const owner = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
      const mounts = ['-p', `127.0.0.1:${port}:6379`, '-v', `${folder}:/data`, '--user', owner];
      return {
        command: 'sh',
        args: ['-c', RUN_CONTAINER, name, ...mounts, IMAGE, 'redis-server'],
        settings: { bind: '*', port: 6379, dir: '/data' },
        pathOf: (file) => `/data/${basename(file)}`,
      };
    },
  };
}
