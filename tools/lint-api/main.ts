/** `npm run lint:api`: lints the API document by the recommended rules of Redocly, offline. */
import { join } from 'node:path';
import { createConfig, formatProblems, getTotals, lint } from '@redocly/openapi-core';

const ref = join(import.meta.dirname, '../../apps/api/openapi.json');
const config = await createConfig({ extends: ['recommended-strict'] });
const problems = await lint({ ref, config });
const totals = getTotals(problems);
formatProblems(problems, { format: 'stylish', totals, version: '' });
if (totals.errors + totals.warnings > 0) process.exitCode = 1;
