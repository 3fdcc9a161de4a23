import { expect, it, vi } from 'vitest';
import { measureScripts, PURCHASES, type ScriptSize } from './measure-scripts.ts';

/** The bar. */
const PURCHASE_BUDGET_BYTES = 60_000;
/** All scripts of fans in both languages, as they are today, rounded up. */
const BUDGET_BYTES = 81_300;

it('keeps the scripts of fans within their budgets, without zod', async () => {
  // Vite builds for development when the tests' NODE_ENV stays.
  vi.stubEnv('NODE_ENV', 'production');
  const scripts = await measureScripts();
  for (const names of Object.values(PURCHASES)) {
    const purchase = names.map((name) => scripts.filter((script) => script.name === name));
    expect(purchase.map((found) => found.length)).toEqual(names.map(() => 1));
    expect(sizeOf(purchase.flat())).toBeLessThanOrEqual(PURCHASE_BUDGET_BYTES);
  }
  expect(sizeOf(scripts)).toBeLessThanOrEqual(BUDGET_BYTES);
  const packages = scripts.flatMap((script) => script.packages);
  expect(packages).toContain('preact');
  expect(packages).not.toContain('zod');
}, 30_000);

const sizeOf = (scripts: readonly ScriptSize[]): number => scripts.reduce((sum, { bytes }) => sum + bytes, 0);
