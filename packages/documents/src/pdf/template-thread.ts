import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { TicketSheet } from '@concert-mania/core/tickets/ticket-sheet';
import type { SheetTemplate } from './template.ts';
import type { MadeTemplate } from './thread.ts';

/** For one template. On a busy machine the first one of a thread takes seconds. */
const LONGEST_MS = 10_000;
/** An unused thread ends after this time and frees its memory. */
const IDLE_MS = 60_000;
const THREAD_MEMORY_MB = 128;

export interface TemplateThread {
  /** Makes the template for a sheet's performance. Throws if it cannot be made in time. */
  make(sheet: TicketSheet): Promise<SheetTemplate>;
  end(): Promise<void>;
}

/**
 * Makes templates on a thread of low priority, one after another. The thread starts when it is
 * needed, and ends when it fails, is late or has no work.
 */
export function makeTemplateThread(): TemplateThread {
  let running: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;
  const end = async (): Promise<void> => {
    clearTimeout(idle);
    const ended = running;
    running = null;
    await ended?.terminate();
  };
  const make = async (sheet: TicketSheet): Promise<SheetTemplate> => {
    clearTimeout(idle);
    try {
      running ??= startThread();
      const made = await answerOf(running, sheet);
      if (made instanceof Error) throw made;
      return made;
    } catch (error) {
      await end();
      throw error;
    } finally {
      idle = setTimeout(() => void end(), IDLE_MS).unref();
    }
  };
  return { make, end };
}

function startThread(): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: THREAD_MEMORY_MB };
  const thread = new Worker(new URL('./thread.ts', import.meta.url), { resourceLimits });
  thread.on('error', () => {});
  thread.unref();
  return thread;
}

/** Rejects if the thread fails, ends or is late. */
async function answerOf(thread: Worker, sheet: TicketSheet): Promise<MadeTemplate> {
  const done = new AbortController();
  const signal = AbortSignal.any([done.signal, AbortSignal.timeout(LONGEST_MS)]);
  thread.postMessage(sheet);
  thread.ref();
  try {
    const ended = once(thread, 'exit', { signal }).then(() => {
      throw new Error('the thread ended');
    });
    const answered = once(thread, 'message', { signal });
    const [made] = await Promise.race([answered, ended]);
    return made;
  } finally {
    done.abort();
    thread.unref();
  }
}
