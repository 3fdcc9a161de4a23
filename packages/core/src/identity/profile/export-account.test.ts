import { expect, it } from 'vitest';
import { type ExportPage, writeExport } from './export-account.ts';

async function exported(pages: readonly ExportPage[]) {
  async function* given() {
    yield* pages;
  }
  let text = '';
  for await (const chunk of writeExport(given(), new Date('2026-03-01T11:00:00Z'))) text += chunk;
  return JSON.parse(text);
}

it('is one JSON object, for any content and any number of pages', async () => {
  const exportedAt = '2026-03-01T11:00:00.000Z';
  expect(await exported([])).toEqual({ exportedAt });
  expect(
    await exported([
      { section: 'profile', rows: [{ name: '"Sky"' }] },
      { section: 'sessions', rows: [] },
      { section: 'payments', rows: [{ id: 1 }, { id: 2 }] },
      { section: 'payments', rows: [{ id: 3 }] },
      { section: 'payments', rows: [] },
    ]),
  ).toEqual({
    exportedAt,
    profile: [{ name: '"Sky"' }],
    sessions: [],
    payments: [{ id: 1 }, { id: 2 }, { id: 3 }],
  });
});
