import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fetchPackages } from '../packages/fetch-packages.ts';
import { runCommand } from '../processes/run-command.ts';
import { ServiceError } from '../service-error.ts';

/** The names of each program: that of Debian's package first, then that of the project. */
const NAMES = {
  prometheus: ['prometheus'],
  promtool: ['promtool'],
  alertmanager: ['prometheus-alertmanager', 'alertmanager'],
  amtool: ['amtool'],
  postgresExporter: ['prometheus-postgres-exporter', 'postgres_exporter'],
  redisExporter: ['prometheus-redis-exporter', 'redis_exporter'],
  nodeExporter: ['prometheus-node-exporter', 'node_exporter'],
} as const;

type PrometheusProgram = keyof typeof NAMES;

const QUICK_MS = 10_000;

const PACKAGES = {
  folder: 'prometheus',
  packages: [
    'prometheus',
    'prometheus-alertmanager',
    'prometheus-postgres-exporter',
    'prometheus-redis-exporter',
    'prometheus-node-exporter',
  ],
  title: 'Prometheus, Alertmanager and the exporters (about 40 MB)',
  works: async (root: string) => {
    const files = Object.values(NAMES).map(([name]) => join(root, 'usr/bin', name));
    const answers = await Promise.all(
      files.map((file) => runCommand(file, ['--version'], { timeoutMs: QUICK_MS })),
    );
    return answers.every(({ code }) => code === 0);
  },
};

interface FindOptions {
  /** The folder that keeps what was fetched. */
  readonly cacheDir: string;
  /** The folders that are searched for installed programs, separated as in PATH. */
  readonly path: string | undefined;
  readonly log: (message: string) => void;
}

/**
 * The paths of the wanted programs: installed ones, else those of Debian's packages, unpacked in
 * `<cacheDir>/prometheus`. Throws a `ServiceError` that says what to install.
 */
export async function findPrometheus<Program extends PrometheusProgram>(
  wanted: readonly Program[],
  { cacheDir, path, log }: FindOptions,
): Promise<Readonly<Record<Program, string>>> {
  const found = wanted.map((program) => [program, onPath(NAMES[program], path)] as const);
  const missing = found.filter(([, file]) => file === undefined).map(([program]) => program);
  const root = missing.length > 0 ? await fetchPackages(PACKAGES, cacheDir, log) : undefined;
  if (missing.length > 0 && root === undefined) throw new ServiceError(remedyFor(missing));
  const files = found.map(([program, file]) => [program, file ?? fetchedFile(root, program)]);
  return Object.fromEntries(files);
}

const fetchedFile = (root: string | undefined, program: PrometheusProgram) =>
  join(root ?? '', 'usr/bin', NAMES[program][0]);

function onPath(names: readonly string[], path = ''): string | undefined {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  return folders
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((file) => existsSync(file));
}

const remedyFor = (missing: readonly PrometheusProgram[]): string =>
  `These programs were not found and could not be fetched: ${missing.map((program) => NAMES[program].at(-1)).join(', ')}.
Put them on the PATH and start again:
  Debian, Ubuntu   sudo apt-get install ${PACKAGES.packages.join(' ')}
  elsewhere        https://prometheus.io/download/`;
