/** `npm run screenshots`: pictures of every page, taken of a system of its own. */
import { copyFile, mkdir, mkdtemp, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { REPOSITORY } from '@concert-mania/local-stack/processes/run-command';
import { launchBrowser } from '@concert-mania/testkit/browser/launch-browser';
import { type OwnSystem, withOwnSystem } from '../command-line/own-system.ts';
import { runTool } from '../command-line/run-tool.ts';
import { LOOKS } from './looks.ts';
import { prepareSales } from './programme.ts';
import { SCENES } from './scenes.ts';
import { takePicture } from './take-picture.ts';

const HELP = `npm run screenshots -- [--only <words>]

Takes pictures of every page, on a desktop and on a phone, of a system of its own. It writes all of them into
a temporary folder, and those that the documents show also into docs/pictures. Concerts have Korean names:
install a font with Korean letters, such as the package fonts-noto-cjk.

  --only <words>   only scenes with these words in their name; writes no docs/pictures
`;

/** Pictures that the documents show. */
const COMMITTED = [
  'map-desktop',
  'waiting-desktop',
  'gate-admitted-phone',
  'gate-used-phone',
  'console-live-desktop',
  'desk-reservation-desktop',
];
const MOST_BYTES = 150_000;

async function takePictures({ stack, db, apiUrl }: OwnSystem, only: string | undefined): Promise<number> {
  let exitCode = 0;
  const folder = await mkdtemp(join(tmpdir(), 'concert-mania-pictures-'));
  const { webUrl = '', mockPgUrl } = stack;
  const browser = await launchBrowser(process.env);
  try {
    const sales = await prepareSales(db, apiUrl);
    for (const look of LOOKS) {
      for (const { name, dark = false, play } of SCENES) {
        if (!name.includes(only ?? '') || (look.theme === 'dark' && !dark)) continue;
        const context = await browser.newContext({ ...look.context, baseURL: webUrl });
        const page = await context.newPage();
        const shoot = (picture: string, fullPage = true) =>
          takePicture(page, join(folder, `${picture}-${look.name}.webp`), { fullPage });
        try {
          await play({ page, sales, db, apiUrl, webUrl, mockPgUrl, shoot });
        } catch (error) {
          await shoot(`failed-${name}`);
          console.error(`${name}, ${look.name}: ${error}`);
          exitCode = 1;
        }
        await context.close();
      }
    }
    if (only === undefined) await publish(folder);
    console.log(`The pictures are in ${folder}`);
    return exitCode;
  } finally {
    await browser.close();
  }
}

async function publish(folder: string): Promise<void> {
  const pictures = join(REPOSITORY, 'docs/pictures');
  await mkdir(pictures, { recursive: true });
  for (const name of COMMITTED) {
    const { size } = await stat(join(folder, `${name}.webp`));
    if (size > MOST_BYTES) throw new Error(`${name} has ${size} bytes, more than ${MOST_BYTES}`);
    await copyFile(join(folder, `${name}.webp`), join(pictures, `${name}.webp`));
  }
}

runTool(HELP, async () => {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const options = {
    demoData: true,
    replicas: { web: 1 },
    environment: { RATE_LIMITS: 'off', LOG_LEVEL: 'warn' },
    log: (line: string) => console.log(line),
  };
  return withOwnSystem('screenshots', options, (system) => takePictures(system, values.only));
});
