import { markdownTable, milliseconds, whole } from '../lib/tables.ts';
import type { CatalogueResults } from './run-catalogue.ts';

/** The results as Markdown, for the terminal and for `docs/benchmarks.md`. */
export function reportCatalogue(results: CatalogueResults): string {
  const { machine } = results;
  return [
    `# Search in ${whole(results.concerts)} concerts, measured ${results.startedAt}`,
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGib} GiB; Node ${machine.node}, PostgreSQL ${machine.postgres}. Loaded, with every index, in ${results.loadSeconds.toFixed(1)} s.`,
    'One page of 20 with its sale statuses (two statements), from the store itself with no cache before it, one request after another, every second one for the second page. Beside it: the same search by reading every concert.',
    markdownTable(
      ['search', 'keyword', 'found', 'p50 ms', 'most ms', 'reading all, ms'],
      results.searches.map((search) => [
        search.what,
        search.keyword ?? '',
        whole(search.found),
        milliseconds(search.p50Ms),
        milliseconds(search.mostMs),
        milliseconds(search.scanMs),
      ]),
    ),
    '## Statements a page takes',
    'As an API process asks: the store behind a cache of 0.9 s. Aim: 3 at most when nothing is remembered, none when it is.',
    markdownTable(
      ['page', 'cold', 'warm'],
      results.pages.map(({ page, cold, warm }) => [page, String(cold), String(warm)]),
    ),
    '',
  ].join('\n\n');
}
