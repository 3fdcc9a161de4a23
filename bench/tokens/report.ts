import { markdownTable, whole } from '../lib/tables.ts';
import type { TokenResults } from './run-tokens.ts';

/** The results as Markdown. */
export function reportTokens(results: TokenResults): string {
  const { settings, ownMicroseconds: own, rememberedMicroseconds, joseMicroseconds, cpu } = results;
  const row = (what: string, microseconds: number) => [
    what,
    microseconds.toFixed(1),
    (microseconds / own).toFixed(2),
  ];
  return [
    `# Verifying access tokens, measured ${results.startedAt}`,
    `${cpu}. ${whole(settings.tokens)} tokens, one after another, medians of ${settings.repetitions} repetitions. Other programs used ${results.coresElsewhere.toFixed(2)} cores.`,
    markdownTable(
      ['verified by', 'µs of CPU each', 'times our own'],
      [
        row('our own check, a token not seen before', own),
        row('our own check, a token seen before', rememberedMicroseconds),
        row('jose', joseMicroseconds),
      ],
    ),
    '',
  ].join('\n\n');
}
