import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { MOST_ELSEWHERE_CORES } from './quiet.ts';

const publication = z.object({
  coresElsewhere: z.number(),
  report: z.string(),
  plots: z.record(z.string(), z.string()),
});

/** What a run has to show: a report, the plots it refers to, and what other programs used meanwhile. */
export type Publication = Readonly<z.infer<typeof publication>>;

/** Keeps a publication in a folder, in a form to read and in one to publish later. */
export async function keepPublication(folder: string, name: string, kept: Publication): Promise<void> {
  await writePlots(folder, kept);
  await writeFile(join(folder, `${name}.md`), kept.report);
  await writeFile(join(folder, `${name}.publication.json`), `${JSON.stringify(kept)}\n`);
}

/** The publication that a run of that name left. Throws when there is none. */
export async function readPublication(folder: string, name: string): Promise<Publication> {
  return publication.parse(JSON.parse(await readFile(join(folder, `${name}.publication.json`), 'utf8')));
}

/**
 * Writes the report into `benchmarks.md` of the folder, in place of the one of that section, and the plots beside it. False, and
 * nothing is written, when other programs used more than `MOST_ELSEWHERE_CORES` meanwhile.
 */
export async function publish(docs: string, section: string, given: Publication): Promise<boolean> {
  if (given.coresElsewhere > MOST_ELSEWHERE_CORES) return false;
  const page = join(docs, 'benchmarks.md');
  const placed = placeReport(await readFile(page, 'utf8'), given.report, section);
  await writePlots(docs, given);
  await writeFile(page, placed);
  return true;
}

async function writePlots(folder: string, { plots }: Publication): Promise<void> {
  await mkdir(join(folder, 'plots'), { recursive: true });
  for (const [name, svg] of Object.entries(plots)) await writeFile(join(folder, 'plots', `${name}.svg`), svg);
}

/** The page's text with the report between the marks of that section. Throws when there are none. */
export function placeReport(page: string, report: string, section: string): string {
  const block = new RegExp(`<!-- ${section} -->[\\s\\S]*<!-- /${section} -->`);
  if (!block.test(page)) throw new Error(`the page has no place for the tables of ${section}`);
  // The page has a title of its own, and headings two levels deep.
  const nested = report.replaceAll(/^#/gm, '##').trim();
  return page.replace(block, () => `<!-- ${section} -->\n${nested}\n<!-- /${section} -->`);
}
