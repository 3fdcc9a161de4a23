import { readFile, writeFile } from 'node:fs/promises';

const BLOCK = /<!-- holds -->[\s\S]*<!-- \/holds -->/;

/** Puts a report into the page, in place of the one that is there. Throws when the page has no place for it. */
export async function publish(page: string, report: string): Promise<void> {
  const text = await readFile(page, 'utf8');
  if (!BLOCK.test(text)) throw new Error(`${page} has no place for the tables`);
  // The page has a title of its own, and headings two levels deep.
  const nested = report.replaceAll(/^#/gm, '##').trim();
  await writeFile(
    page,
    text.replace(BLOCK, () => `<!-- holds -->\n${nested}\n<!-- /holds -->`),
  );
}
