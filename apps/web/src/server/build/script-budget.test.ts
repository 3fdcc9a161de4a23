import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { expect, it, vi } from 'vitest';
import { buildOf } from './documents.ts';

/** The size of today, rounded up. */
const BUDGET_BYTES = 82_500;

it('keeps all scripts of fans within their budget, without zod', async () => {
  // Vite builds for development when the tests' NODE_ENV stays.
  vi.stubEnv('NODE_ENV', 'production');
  const { output } = (await build(buildOf('index', { write: false }))) as Rolldown.RolldownOutput;
  const chunks = output.filter((file) => file.type === 'chunk');
  const bytes = chunks.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0);
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(BUDGET_BYTES);
  expect(chunks.flatMap(({ moduleIds }) => moduleIds).filter((id) => id.includes('/zod/'))).toEqual([]);
}, 30_000);
