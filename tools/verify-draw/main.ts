/** `node tools/verify-draw/main.ts`: checks the draw of a finished sale (docs/waiting-room.md). */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readPlaces } from '@concert-mania/core/waiting-room/check-draw';
import { ArgumentError } from '../command-line/options.ts';
import { runTool } from '../command-line/run-tool.ts';
import { serving } from '../demo/proof/draw-proof.ts';
import { findDraw, verifyDraw } from './verify-draw.ts';

const USAGE = `node tools/verify-draw/main.ts --serving <URL or file> --places <file> [--promised <hash>]

  --serving   what GET /v1/concerts/{concertId}/queue/serving answers after the opening: its address, or a file with it
  --places    those who came before the opening: a line for each, sequence and token, in any order, all or some of them
  --promised  the seedHash that was shown before the opening, where somebody noted it; names the sale where a concert
              has had several

Ends with 0 when the draw was the one that was promised, with 1 when it was not.`;
const ANSWER_WITHIN_MS = 10_000;
const MOST_SHOWN = 20;
const CANNOT_VERIFY_EXIT_CODE = 2;

const options = { type: 'string' } as const;

async function readServing(source: string) {
  const text = /^https?:/.test(source)
    ? await (await fetch(source, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })).text()
    : await readFile(source, 'utf8');
  return serving.parse(JSON.parse(text));
}

async function readPlacesOf(file: string): Promise<ReadonlyMap<string, number>> {
  const read = readPlaces(await readFile(file, 'utf8'));
  if (read.ok) return read.value;
  const { code, line, text } = read.error;
  const fault = code === 'not_a_place' ? 'is not a sequence and a token' : 'repeats the token';
  throw new Error(`${file}: line ${line} ${fault}: ${text}`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { serving: options, places: options, promised: options } });
  if (values.serving === undefined || values.places === undefined)
    throw new ArgumentError('--serving and --places are missing');
  const shuffle = findDraw(await readServing(values.serving), values.promised);
  const places = await readPlacesOf(values.places);
  const { flaws, complete } = verifyDraw(shuffle, places, values.promised);
  for (const flaw of flaws.slice(0, MOST_SHOWN)) console.log(`✗ ${flaw}`);
  if (flaws.length > MOST_SHOWN) console.log(`  and ${flaws.length - MOST_SHOWN} more`);
  if (flaws.length > 0) return 1;
  console.log(`✓ the seed is the one promised: ${values.promised ?? shuffle?.seedHash}`);
  console.log(`✓ ${places.size} places are in the order of HMAC-SHA256(seed, token)`);
  console.log(
    complete
      ? `✓ they are the places 1 to ${places.size}: none is missing, and none was inserted`
      : '  Some places are not in the list, so nothing is said of those in between.',
  );
  return 0;
}

runTool(USAGE, main, CANNOT_VERIFY_EXIT_CODE);
