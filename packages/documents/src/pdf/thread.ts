import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { TicketSheet } from '@concert-mania/core/tickets/ticket-sheet';
import { makeTemplate, type SheetTemplate } from './template.ts';

const LOW_PRIORITY = 10;

/** The template for a sheet's performance, or why it could not be made. */
export type MadeTemplate = SheetTemplate | Error;

// Linux gives each thread its own priority; elsewhere this would slow the whole process.
if (process.platform === 'linux') setPriority(LOW_PRIORITY);

parentPort?.on('message', async (sheet: TicketSheet) => {
  const made: MadeTemplate = await makeTemplate(sheet).catch(toError);
  parentPort?.postMessage(made);
});

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
