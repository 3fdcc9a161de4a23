import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { coresElsewhere, MOST_ELSEWHERE_CORES } from './figures.ts';
import { plotHolds } from './plots.ts';
import { reportHolds } from './report.ts';
import type { HoldResults } from './run-holds.ts';

/** Puts a report into the page, in place of the one of that name that is there. Throws when the page has no place for it. */
export async function publish(page: string, report: string, name = 'holds'): Promise<void> {
  await writeFile(page, placeReport(await readFile(page, 'utf8'), report, name));
}

/** The page's text with the report between the marks of that name. Throws when there are none. */
export function placeReport(page: string, report: string, name: string): string {
  const block = new RegExp(`<!-- ${name} -->[\\s\\S]*<!-- /${name} -->`);
  if (!block.test(page)) throw new Error(`the page has no place for the tables of ${name}`);
  // The page has a title of its own, and headings two levels deep.
  const nested = report.replaceAll(/^#/gm, '##').trim();
  return page.replace(block, () => `<!-- ${name} -->\n${nested}\n<!-- /${name} -->`);
}

const PLOTS = 'plots';

/**
 * Writes the tables into `benchmarks.md` of the folder and the plots beside it. False, and nothing is written, when other
 * programs used more than `MOST_ELSEWHERE_CORES` meanwhile.
 */
export async function publishHolds(docs: string, results: HoldResults): Promise<boolean> {
  if (coresElsewhere(results) > MOST_ELSEWHERE_CORES) return false;
  const plots = Object.entries(plotHolds(results));
  await mkdir(join(docs, PLOTS), { recursive: true });
  for (const [name, svg] of plots) await writeFile(join(docs, PLOTS, `${name}.svg`), svg);
  await publish(join(docs, 'benchmarks.md'), reportHolds(results, PLOTS));
  return true;
}
