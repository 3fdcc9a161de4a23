import type { Scenario } from '../lib/scenario.ts';
import { reportCatalogue } from './report.ts';
import { type CatalogueResults, runCatalogue } from './run-catalogue.ts';
import { type CatalogueBenchSettings, FULL, QUICK } from './settings.ts';

/** Search in a large catalogue. */
export const catalogue: Scenario<CatalogueBenchSettings, CatalogueResults> = {
  full: FULL,
  quick: QUICK,
  run: runCatalogue,
  report: reportCatalogue,
  coresElsewhere: ({ coresElsewhere }) => coresElsewhere,
};
