/**
 * `npm run clients`: generates a Python client and Java types from the API document, compiles
 * them and reads the document's examples with the client. Fetches pinned generators by npx.
 * Needs Java 17 and Python 3 with urllib3, six, dateutil and certifi.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchemaOf, mendConverted } from './convert-document.ts';

const DOWN_CONVERT = '@apiture/openapi-down-convert@0.14.2';
/** The newest release whose package holds the generator itself; later ones download it. */
const OPENAPI_GENERATOR = '@openapitools/openapi-generator-cli@1.0.18-5.0.0-beta2';
const QUICKTYPE = 'quicktype@26.0.0';
const STEP_TIMEOUT_MS = 300_000;

const document = join(import.meta.dirname, '../../apps/api/openapi.json');
const work = join(import.meta.dirname, '../../.local/clients');
const say = (text: string) => process.stdout.write(`${text}\n`);

class StepError extends Error {}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: work,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    timeout: STEP_TIMEOUT_MS,
  });
  if (status !== 0) {
    const why = error?.message ?? `exit code ${status}\n${stdout}${stderr}`;
    throw new StepError(`${command} ${args.join(' ')}: ${why}`);
  }
  return stdout;
}

const runPackage = (name: string, command: string, args: readonly string[]) =>
  run('npx', ['--yes', `--package=${name}`, '--', command, ...args]);

const readJson = (file: string): unknown => JSON.parse(readFileSync(join(work, file), 'utf8'));
const writeJson = (file: string, value: unknown) =>
  writeFileSync(join(work, file), JSON.stringify(value, null, 2));

/** The generator knows OpenAPI 3.0, so the document is converted first. */
function makePythonClient(): string {
  runPackage(DOWN_CONVERT, 'openapi-down-convert', ['--input', 'openapi.json', '--output', 'converted.json']);
  writeJson('openapi-3.0.json', mendConverted(readJson('converted.json')));
  const options = ['--input-spec', 'openapi-3.0.json', '--output', 'python'];
  runPackage(OPENAPI_GENERATOR, 'openapi-generator', [
    ...['generate', '--generator-name', 'python', '--package-name', 'concert_mania'],
    ...options,
  ]);
  run('python3', ['-m', 'compileall', '-q', 'python']);
  return run('python3', [join(import.meta.dirname, 'check_client.py'), 'openapi-3.0.json'], {
    PYTHONPATH: join(work, 'python'),
  });
}

function makeJavaTypes(): string {
  writeJson('schemas.json', jsonSchemaOf(readJson('openapi.json')));
  mkdirSync(join(work, 'java'));
  runPackage(QUICKTYPE, 'quicktype', [
    ...['--src-lang', 'schema', '--lang', 'java', '--just-types', '--package', 'concertmania'],
    ...['--out', 'java/Types.java', 'schemas.json#/definitions/'],
  ]);
  const files = readdirSync(join(work, 'java')).map((name) => `java/${name}`);
  run('javac', ['-Werror', '-Xlint:all', '-d', 'java-classes', ...files]);
  return `${files.length} Java types compiled`;
}

rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });
cpSync(document, join(work, 'openapi.json'));
try {
  say(`Python: ${makePythonClient().trim()}`);
  say(`Java: ${makeJavaTypes()}`);
  say(`The generated code is in ${work}`);
} catch (error) {
  if (!(error instanceof StepError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
