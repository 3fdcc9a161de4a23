import type { Selector } from './promql.ts';

/** Selectors that may yield nothing after a demo on one machine, and why. */
const EXCUSES: readonly (readonly [RegExp, string])[] = [
  [/^http_\w+\{.*status=~"5\.\."/, 'no request failed'],
];

/** The reason why a selector may yield nothing after the demo. */
export const excuse = ({ text }: Selector): string | undefined =>
  EXCUSES.find(([pattern]) => pattern.test(text))?.[1];
