import { readFile, writeFile } from 'node:fs/promises';

/** Puts a report into the page, in place of the one of that name that is there. Throws when the page has no place for it. */
export async function publish(page: string, report: string, name = 'holds'): Promise<void> {
  const block = new RegExp(`<!-- ${name} -->[\\s\\S]*<!-- /${name} -->`);
  const text = await readFile(page, 'utf8');
  if (!block.test(text)) throw new Error(`${page} has no place for the tables`);
  // The page has a title of its own, and headings two levels deep.
  const nested = report.replaceAll(/^#/gm, '##').trim();
  await writeFile(
    page,
    text.replace(block, () => `<!-- ${name} -->\n${nested}\n<!-- /${name} -->`),
  );
}
