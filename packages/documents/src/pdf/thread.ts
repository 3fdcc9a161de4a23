import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { TicketSheet } from '@concert-mania/core/tickets/ticket-sheet';
import { writeSheet } from './write-sheet.ts';

const LOW_PRIORITY = 10;

/** The PDF of each sheet, or why it could not be written. */
export type WrittenSheets = readonly (Uint8Array<ArrayBuffer> | Error)[];

// Linux gives each thread its own priority; elsewhere this would slow the whole process.
if (process.platform === 'linux') setPriority(LOW_PRIORITY);

parentPort?.on('message', async (sheets: readonly TicketSheet[]) => {
  const written: (Uint8Array<ArrayBuffer> | Error)[] = [];
  for (const sheet of sheets) {
    written.push(await writeSheet(sheet).then((pdf) => new Uint8Array(pdf), toError));
  }
  const moved = written.flatMap((pdf) => (pdf instanceof Error ? [] : [pdf.buffer]));
  parentPort?.postMessage(written satisfies WrittenSheets, moved);
});

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
