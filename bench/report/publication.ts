import { readFile, writeFile } from 'node:fs/promises';
import { MOST_ELSEWHERE_CORES } from '../measuring/quiet.ts';

/** A report as it is kept in `bench/results`. */
export interface KeptReport {
  readonly markdown: string;
  readonly coresElsewhere: number;
}

/**
 * Writes a report into a page, in place of the earlier one of that section. Returns false and
 * writes nothing when other programs used more than `MOST_ELSEWHERE_CORES` meanwhile.
 */
export async function publish(page: string, section: string, report: KeptReport): Promise<boolean> {
  if (report.coresElsewhere > MOST_ELSEWHERE_CORES) return false;
  await writeFile(page, placeReport(await readFile(page, 'utf8'), report.markdown, section));
  return true;
}

/** The page with the report between the marks of the section, its headings one level deeper. */
export function placeReport(page: string, report: string, section: string): string {
  const block = new RegExp(`<!-- ${section} -->[\\s\\S]*<!-- /${section} -->`);
  if (!block.test(page)) throw new Error(`the page has no marks for the section ${section}`);
  const nested = report.replaceAll(/^#/gm, '##').trim();
  return page.replace(block, () => `<!-- ${section} -->\n${nested}\n<!-- /${section} -->`);
}
