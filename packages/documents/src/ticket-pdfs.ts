import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { TicketSheet } from '@concert-mania/core/tickets/ticket-sheet';

/** From the call to the PDF. On a busy machine the first sheet of a thread takes seconds. */
const LONGEST_SHEET_MS = 10_000;
/** An unused thread ends after this time and frees its memory. */
const IDLE_MS = 60_000;
const THREAD_MEMORY_MB = 128;

export interface TicketPdfs {
  /**
   * Writes a PDF on a thread of low priority, one at a time. Null if too many sheets wait. Throws
   * if the PDF cannot be written in time.
   */
  write(sheet: TicketSheet): Promise<Uint8Array<ArrayBuffer> | null>;
  close(): Promise<void>;
}

/** Starts its thread at the first sheet. At most `mostWaiting` sheets wait for the running one. */
export function makeTicketPdfs({ mostWaiting }: { readonly mostWaiting: number }): TicketPdfs {
  let thread: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  const end = async (): Promise<void> => {
    const ended = thread;
    thread = null;
    await ended?.terminate();
  };
  const writeNow = async (sheet: TicketSheet, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> => {
    clearTimeout(idle);
    try {
      signal.throwIfAborted();
      thread ??= startThread();
      return await answerOf(thread, sheet, signal);
    } catch (cause) {
      await end();
      throw new Error(`the tickets of ${sheet.reservationId} could not be written as a PDF`, { cause });
    } finally {
      idle = setTimeout(() => void end(), IDLE_MS).unref();
    }
  };
  return {
    write: async (sheet) => {
      if (waiting > mostWaiting) return null;
      waiting += 1;
      const signal = AbortSignal.timeout(LONGEST_SHEET_MS);
      const written = last.then(() => writeNow(sheet, signal)).finally(() => (waiting -= 1));
      last = written.catch(() => {});
      return written;
    },
    close: async () => {
      clearTimeout(idle);
      await last;
      clearTimeout(idle);
      await end();
    },
  };
}

function startThread(): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: THREAD_MEMORY_MB };
  const thread = new Worker(new URL('./pdf/thread.ts', import.meta.url), { resourceLimits });
  thread.on('error', () => {});
  thread.unref();
  return thread;
}

/** Rejects if the thread fails, ends or is late. */
async function answerOf(
  thread: Worker,
  sheet: TicketSheet,
  late: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const done = new AbortController();
  const signal = AbortSignal.any([done.signal, late]);
  thread.ref();
  try {
    const ended = once(thread, 'exit', { signal }).then(() => {
      throw new Error('the thread ended');
    });
    const answered = once(thread, 'message', { signal });
    thread.postMessage(sheet);
    const [bytes] = await Promise.race([answered, ended]);
    return bytes;
  } finally {
    done.abort();
    thread.unref();
  }
}
