import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { TicketSheet } from '@concert-mania/core/tickets/ticket-sheet';
import type { WrittenSheets } from './pdf/thread.ts';

/** For the sheets of one message. On a busy machine the first sheet of a thread takes seconds. */
const LONGEST_MESSAGE_MS = 10_000;
/** A sheet that waits longer is not begun: the claim of its mail may expire before it is sent. */
const LONGEST_WAIT_MS = 20_000;
/** Each message to the thread and back costs as much CPU as a fifth of a sheet. */
const SHEETS_AT_ONCE = 25;
/** An unused thread ends after this time and frees its memory. */
const IDLE_MS = 60_000;
const THREAD_MEMORY_MB = 128;

type Pdf = Uint8Array<ArrayBuffer>;

export interface TicketPdfs {
  /**
   * Writes a PDF on a thread of low priority. Null if too many sheets wait. Throws if the PDF
   * cannot be written in time. A sheet that cannot be written fails no other.
   */
  write(sheet: TicketSheet): Promise<Pdf | null>;
  close(): Promise<void>;
}

interface AskedSheet {
  readonly sheet: TicketSheet;
  readonly askedMs: number;
  readonly answer: PromiseWithResolvers<Pdf>;
}

/** Starts its thread at the first sheet. At most `mostWaiting` sheets wait for the running ones. */
export function makeTicketPdfs({
  mostWaiting,
  longestWaitMs = LONGEST_WAIT_MS,
}: {
  readonly mostWaiting: number;
  readonly longestWaitMs?: number;
}): TicketPdfs {
  const thread = makeThread();
  const waiting: AskedSheet[] = [];
  let working: Promise<void> | null = null;

  const settle = ({ sheet, answer }: AskedSheet, pdf: Pdf | Error | undefined): void => {
    if (pdf instanceof Uint8Array) {
      answer.resolve(pdf);
      return;
    }
    const text = `the tickets of ${sheet.reservationId} could not be written as a PDF`;
    answer.reject(new Error(text, { cause: pdf }));
  };
  const isInTime = (one: AskedSheet): boolean => {
    const isLate = performance.now() - one.askedMs > longestWaitMs;
    if (isLate) settle(one, new Error(`it waited longer than ${longestWaitMs} ms for its turn`));
    return !isLate;
  };
  const writeAll = async (all: readonly AskedSheet[]): Promise<void> => {
    const asked = all.filter(isInTime);
    if (asked.length === 0) return;
    try {
      const pdfs = await thread.write(asked.map(({ sheet }) => sheet));
      asked.forEach((one, index) => void settle(one, pdfs[index]));
    } catch (error) {
      const [first, ...more] = asked;
      if (first && more.length === 0) {
        settle(first, error instanceof Error ? error : undefined);
        return;
      }
      // One of them may have ended or blocked the thread.
      for (const one of asked) await writeAll([one]);
    }
  };
  const work = async (): Promise<void> => {
    // Sheets asked for together are written together.
    await Promise.resolve();
    while (waiting.length > 0) await writeAll(waiting.splice(0, SHEETS_AT_ONCE));
    working = null;
  };
  return {
    write: async (sheet) => {
      if (working !== null && waiting.length > mostWaiting) return null;
      const answer = Promise.withResolvers<Pdf>();
      waiting.push({ sheet, askedMs: performance.now(), answer });
      working ??= work();
      return answer.promise;
    },
    close: async () => {
      await working;
      await thread.end();
    },
  };
}

/** A thread that starts when it is needed, and ends when it fails, is late or has no work. */
function makeThread() {
  let running: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;
  const end = async (): Promise<void> => {
    clearTimeout(idle);
    const ended = running;
    running = null;
    await ended?.terminate();
  };
  const write = async (sheets: readonly TicketSheet[]): Promise<WrittenSheets> => {
    clearTimeout(idle);
    try {
      running ??= startThread();
      return await answerOf(running, sheets);
    } catch (error) {
      await end();
      throw error;
    } finally {
      idle = setTimeout(() => void end(), IDLE_MS).unref();
    }
  };
  return { write, end };
}

function startThread(): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: THREAD_MEMORY_MB };
  const thread = new Worker(new URL('./pdf/thread.ts', import.meta.url), { resourceLimits });
  thread.on('error', () => {});
  thread.unref();
  return thread;
}

/** Rejects if the thread fails, ends or is late. */
async function answerOf(thread: Worker, sheets: readonly TicketSheet[]): Promise<WrittenSheets> {
  const done = new AbortController();
  const signal = AbortSignal.any([done.signal, AbortSignal.timeout(LONGEST_MESSAGE_MS)]);
  thread.postMessage(sheets);
  thread.ref();
  try {
    const ended = once(thread, 'exit', { signal }).then(() => {
      throw new Error('the thread ended');
    });
    const answered = once(thread, 'message', { signal });
    const [written] = await Promise.race([answered, ended]);
    return written;
  } finally {
    done.abort();
    thread.unref();
  }
}
