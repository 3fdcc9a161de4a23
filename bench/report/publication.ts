import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MOST_ELSEWHERE_CORES } from '../measuring/quiet.ts';
import type { Figure } from '../scenario.ts';

/** A report as it is kept in `bench/results`. */
export interface KeptReport {
  readonly markdown: string;
  readonly figures: readonly Figure[];
  readonly coresElsewhere: number;
}

/** The page of the main results, and that of the others. */
const PAGES = ['benchmarks.md', 'benchmarks-others.md'];

/**
 * Writes a report into its page, in place of the earlier one of that section, and its figures into
 * the table of the first page. Returns false and writes nothing when other programs used more than
 * `MOST_ELSEWHERE_CORES` meanwhile.
 */
export async function publish(folder: string, section: string, report: KeptReport): Promise<boolean> {
  if (report.coresElsewhere > MOST_ELSEWHERE_CORES) return false;
  const pages = await Promise.all(
    PAGES.map(async (name) => {
      const file = join(folder, name);
      return { file, text: await readFile(file, 'utf8') };
    }),
  );
  const [first] = pages;
  const page = pages.find(({ text }) => text.includes(`<!-- ${section} -->`)) ?? first;
  if (!first || !page) throw new Error('there is no page of results');
  page.text = placeReport(page.text, report.markdown, section);
  first.text = placeFigures(first.text, report.figures, section);
  for (const { file, text } of pages) await writeFile(file, text);
  return true;
}

/** The page with the report between the marks of the section, its headings one level deeper. */
export function placeReport(page: string, report: string, section: string): string {
  const block = new RegExp(`<!-- ${section} -->[\\s\\S]*<!-- /${section} -->`);
  if (!block.test(page)) throw new Error(`the page has no marks for the section ${section}`);
  const nested = report.replaceAll(/^#/gm, '##').trim();
  return page.replace(block, () => `<!-- ${section} -->\n${nested}\n<!-- /${section} -->`);
}

/** The page with these rows in its table of figures, in place of earlier ones of the section. */
export function placeFigures(page: string, figures: readonly Figure[], section: string): string {
  const command = `\`npm run bench -- ${section}\``;
  const rows = figures.map(([subject, figure]) => `| ${subject} | ${figure} | ${command} |`);
  const others = page.split('\n').filter((line) => !line.endsWith(`| ${command} |`));
  const end = others.indexOf('<!-- /figures -->');
  if (end < 0) throw new Error('the page has no marks for the table of figures');
  return [...others.slice(0, end), ...rows, ...others.slice(end)].join('\n');
}
