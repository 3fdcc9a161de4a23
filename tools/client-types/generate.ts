import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const REPOSITORY = join(import.meta.dirname, '../..');
const DOCUMENT = join(REPOSITORY, 'apps/api/openapi.json');
const MAX_BYTES = 16 * 1024 * 1024;

/** The types of the API's paths, as `openapi-typescript` makes them of the committed document. */
export async function generateClientTypes(): Promise<string> {
  const manifest = createRequire(import.meta.url).resolve('openapi-typescript/package.json');
  const generator = join(dirname(manifest), 'bin/cli.js');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [generator, DOCUMENT, '--default-non-nullable=false'],
    {
      cwd: import.meta.dirname,
      maxBuffer: MAX_BYTES,
    },
  );
  return stdout;
}
