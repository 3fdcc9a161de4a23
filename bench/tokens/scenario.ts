import type { Scenario } from '../lib/scenario.ts';
import { reportTokens } from './report.ts';
import { FULL, QUICK, runTokens, type TokenBenchSettings, type TokenResults } from './run-tokens.ts';

/** What it costs to verify an access token, by ourselves and with jose. */
export const tokens: Scenario<TokenBenchSettings, TokenResults> = {
  full: FULL,
  quick: QUICK,
  run: runTokens,
  report: reportTokens,
  coresElsewhere: ({ coresElsewhere }) => coresElsewhere,
};
