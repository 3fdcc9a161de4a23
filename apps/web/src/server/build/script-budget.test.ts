import { expect, it, vi } from 'vitest';
import { measureScripts, type ScriptSize } from './measure-scripts.ts';

/** The sizes of today, rounded up. */
const PURCHASE_BUDGET_BYTES = 62_100;
const BUDGET_BYTES = 81_200;

it('keeps the scripts of fans within their budgets, without zod', async () => {
  // Vite builds for development when the tests' NODE_ENV stays.
  vi.stubEnv('NODE_ENV', 'production');
  const scripts = await measureScripts();
  const purchase = scripts.filter(({ isOfPurchase }) => isOfPurchase);
  expect(purchase.map(({ name }) => name).sort()).toEqual(['rolldown-runtime', 'sale', 'sale-ko', 'shell']);
  expect(sizeOf(purchase)).toBeLessThanOrEqual(PURCHASE_BUDGET_BYTES);
  expect(sizeOf(scripts)).toBeLessThanOrEqual(BUDGET_BYTES);
  const packages = scripts.flatMap((script) => script.packages);
  expect(packages).toContain('preact');
  expect(packages).not.toContain('zod');
}, 30_000);

const sizeOf = (scripts: readonly ScriptSize[]): number => scripts.reduce((sum, { bytes }) => sum + bytes, 0);
