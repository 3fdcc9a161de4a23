import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { REPOSITORY } from '@concert-mania/local-stack/processes/run-command';
import { extract } from 'tar-fs';

export interface PackagedBrowser {
  readonly path: string;
  readonly environment: Readonly<Record<'HOME' | 'LD_LIBRARY_PATH' | 'FONTCONFIG_FILE', string>>;
}

/**
 * The headless Chromium of the npm package `@sparticuz/chromium`, with the libraries it brings.
 * Unpacked once per version below `.local/`. Null elsewhere than on Linux on x64.
 */
export async function packagedBrowser(): Promise<PackagedBrowser | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  const packageFolder = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..');
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  const folder = join(REPOSITORY, '.local', `chromium-${version}`);
  if (!existsSync(folder)) await unpack(join(packageFolder, 'bin'), folder);
  return {
    path: join(folder, 'chromium'),
    environment: {
      HOME: homedir(),
      LD_LIBRARY_PATH: join(folder, 'lib'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
    },
  };
}

/**
 * The package itself unpacks its libraries only where AWS Lambda runs, and unpacks into the folder
 * for temporary files under names that every version shares.
 */
async function unpack(archives: string, folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const unfinished = await mkdtemp(`${folder}-`);
  const from = (name: string) => [createReadStream(join(archives, name)), createBrotliDecompress()] as const;
  await Promise.all([
    pipeline(...from('chromium.br'), createWriteStream(join(unfinished, 'chromium'), { mode: 0o755 })),
    pipeline(...from('al2023.tar.br'), extract(unfinished)),
    pipeline(...from('swiftshader.tar.br'), extract(unfinished)),
    pipeline(...from('fonts.tar.br'), extract(unfinished)),
  ]);
  await writeFile(join(unfinished, 'fonts.conf'), fontSettings(folder));
  await chmod(unfinished, 0o755);
  try {
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another process was quicker.
    if (!existsSync(folder)) throw error;
  }
}

const fontSettings = (folder: string) => `<?xml version="1.0"?>
<fontconfig>
  <dir>${join(folder, 'fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <dir prefix="xdg">fonts</dir>
  <cachedir>${join(folder, 'font-cache')}</cachedir>
</fontconfig>
`;
