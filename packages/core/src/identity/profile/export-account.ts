import type { AccountId } from '../../shared/ids.ts';

export const EXPORT_SECTIONS = [
  'profile',
  'sessions',
  'mailedTokens',
  'reservations',
  'tickets',
  'unpaidHolds',
  'payments',
  'refunds',
  'walletEntries',
  'topUpOrders',
  'notices',
  'commands',
  'staffActions',
  'scans',
] as const;
export type ExportSection = (typeof EXPORT_SECTIONS)[number];

export interface ExportPage {
  readonly section: ExportSection;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** All data stored about an account, by section, each in one or more pages. */
export type AccountExport = (id: AccountId) => AsyncIterable<ExportPage>;

/** Writes an export as one JSON object with an array per section. */
export async function* writeExport(
  pages: AsyncIterable<ExportPage>,
  exportedAt: Date,
): AsyncGenerator<string> {
  yield `{"exportedAt":${JSON.stringify(exportedAt)}`;
  let open: ExportSection | null = null;
  let isFirst = true;
  for await (const { section, rows } of pages) {
    let text = '';
    if (section !== open) {
      text = `${open === null ? '' : ']'},${JSON.stringify(section)}:[`;
      [open, isFirst] = [section, true];
    }
    for (const row of rows) {
      text += `${isFirst ? '' : ','}${JSON.stringify(row)}`;
      isFirst = false;
    }
    yield text;
  }
  yield open === null ? '}' : ']}';
}
