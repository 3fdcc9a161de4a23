import type { Stack } from '@concert-mania/local-stack/stack';

/** Statements and served requests since the start of a system. */
export interface SystemCounts {
  readonly statements: number;
  readonly requests: number;
}

/** Sums the processes' own metrics. */
export async function countProduct({ processes }: Stack): Promise<SystemCounts> {
  const pages = await Promise.all(
    processes
      .filter(({ pid }) => pid !== undefined)
      .map(async ({ opsUrl }) => (await fetch(`${opsUrl}/metrics`)).text()),
  );
  const sumOf = (name: string) =>
    pages
      .flatMap((page) => [...page.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))])
      .reduce((sum, [, value]) => sum + Number(value), 0);
  return {
    statements: sumOf('cm_db_statement_seconds_count'),
    requests: sumOf('http_request_duration_seconds_count') + sumOf('http_wait_seconds_count'),
  };
}
