import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { launchBrowser } from './launch-browser.ts';
import { packagedBrowser } from './packaged-browser.ts';

const packaged = await packagedBrowser();

/** The package has a browser for this platform only. */
const expectNoneElsewhere = () => expect(`${process.platform} ${process.arch}`).not.toBe('linux x64');

test('a browser starts where none is installed, on Linux on x64', async () => {
  if (packaged === null) return expectNoneElsewhere();
  const browser = await launchBrowser({ PATH: '/nowhere' });
  try {
    const page = await browser.newPage();
    await page.setContent('<h1>Concert</h1>');
    expect(await page.getByRole('heading').innerText()).toBe('Concert');
  } finally {
    await browser.close();
  }
});

/** Libraries of glibc and of GCC, which Node needs too. */
const LIBRARIES_OF_NODE = [/^linux-vdso/, /^ld-linux/, /^lib(c|dl|m|pthread|gcc_s)\.so/];

test('the packaged browser brings every library that Node does not need', async () => {
  if (packaged === null) return expectNoneElsewhere();
  const { stdout } = await promisify(execFile)('ldd', [packaged.path], { env: packaged.environment });
  const others = stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.includes(packaged.environment.LD_LIBRARY_PATH))
    .map((line) => basename(line.split(' ')[0] ?? ''));
  expect(others.filter((name) => !LIBRARIES_OF_NODE.some((known) => known.test(name)))).toEqual([]);
});

test('a CHROME_PATH that does not start is an error that says so', async () => {
  await expect(launchBrowser({ CHROME_PATH: '/nowhere/chrome' })).rejects.toThrow('/nowhere/chrome');
});
