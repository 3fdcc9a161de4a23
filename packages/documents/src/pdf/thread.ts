import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { TicketSheet } from '@concert-mania/core/tickets/ticket-sheet';
import { writeSheet } from './write-sheet.ts';

const LOW_PRIORITY = 10;

// Linux gives each thread its own priority; elsewhere this would slow the whole process.
if (process.platform === 'linux') setPriority(LOW_PRIORITY);

parentPort?.on('message', async (sheet: TicketSheet) => {
  const bytes = new Uint8Array(await writeSheet(sheet));
  parentPort?.postMessage(bytes, [bytes.buffer]);
});
