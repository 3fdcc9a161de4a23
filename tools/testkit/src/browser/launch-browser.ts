import { type Browser, chromium, type LaunchOptions } from 'playwright-core';
import { installedBrowsers } from './installed-browsers.ts';
import { packagedBrowser } from './packaged-browser.ts';

/** Variables of the environment that say where to look for a browser. */
export interface BrowserPlaces {
  readonly CHROME_PATH?: string | undefined;
  readonly PATH?: string | undefined;
}

interface Candidate {
  readonly path: string;
  readonly sandbox: boolean;
  /** The environment of this process if absent. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Starts a headless Chromium: the one of CHROME_PATH, else an installed Chrome or Chromium that
 * starts, else the one of an npm package.
 */
export async function launchBrowser(
  places: BrowserPlaces,
  options: Pick<LaunchOptions, 'args'> = {},
): Promise<Browser> {
  const failures: string[] = [];
  for await (const { path, sandbox, environment } of candidates(places)) {
    try {
      return await chromium.launch({
        ...options,
        executablePath: path,
        chromiumSandbox: sandbox,
        ...(environment && { env: { ...environment } }),
      });
    } catch (error) {
      failures.push(`${path}: ${String(error)}`);
    }
  }
  throw new Error(`No browser starts. Set CHROME_PATH to a Chrome or Chromium.\n${failures.join('\n')}`);
}

async function* candidates({ CHROME_PATH, PATH }: BrowserPlaces): AsyncGenerator<Candidate> {
  // Chromium refuses its sandbox to root.
  const sandbox = process.getuid?.() !== 0;
  if (CHROME_PATH) {
    yield { path: CHROME_PATH, sandbox };
    return;
  }
  for (const path of installedBrowsers(PATH ?? '')) yield { path, sandbox };
  const packaged = await packagedBrowser();
  if (packaged === null) return;
  yield { ...packaged, sandbox };
  // Ubuntu and most containers deny the namespaces of the sandbox to an unknown program.
  if (sandbox) yield { ...packaged, sandbox: false };
}
