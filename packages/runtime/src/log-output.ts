import type { Writable } from 'node:stream';

/** A few seconds of lines of a busy process. */
const MAX_BUFFERED_CHARS = 8 * 1024 * 1024;
const WARN = 40;

/** Where a logger writes. Takes lines without waiting for their reader. */
export interface LogOutput {
  write(line: string): void;
  /** Writes what the stream takes at once. Returns whether nothing is left. */
  flush(): boolean;
  /** Resolves when everything is written, at the latest after `timeoutMs`. */
  drain(timeoutMs: number): Promise<void>;
}

/**
 * Writes lines to a stream, all lines of one turn of the event loop together. While the stream is
 * not read, it keeps at most `maxChars` and drops later lines. A thread of its own or of the pool
 * would be no help: blocked in a write, it keeps the process from ending.
 */
export function makeLogOutput(
  stream: Writable,
  options: { readonly name: string; readonly onDropped: () => void; readonly maxChars?: number },
): LogOutput {
  const { name, onDropped, maxChars = MAX_BUFFERED_CHARS } = options;
  let waiting = '';
  let dropped = 0;
  let isScheduled = false;
  let isBroken = false;
  let onDrained: (() => void)[] = [];

  const isDone = () => isBroken || (waiting === '' && stream.writableLength === 0);
  const send = () => {
    isScheduled = false;
    // One write at a time: the lines that come meanwhile are the next one.
    if (!isBroken && waiting !== '' && stream.writableLength === 0) {
      const lines = dropped > 0 ? waiting + droppedLine(name, dropped) : waiting;
      waiting = '';
      dropped = 0;
      stream.write(lines, written);
    }
    if (!isDone()) return;
    for (const resolve of onDrained) resolve();
    onDrained = [];
  };
  const written = () => setImmediate(send);
  stream.on('error', () => {
    isBroken = true;
    waiting = '';
    send();
  });

  return {
    write: (line) => {
      if (isBroken || waiting.length + stream.writableLength + line.length > maxChars) {
        dropped += 1;
        onDropped();
        return;
      }
      waiting += line;
      if (isScheduled) return;
      isScheduled = true;
      setImmediate(send);
    },
    flush: () => {
      send();
      return isDone();
    },
    drain: (timeoutMs) =>
      new Promise((resolve) => {
        setTimeout(resolve, timeoutMs).unref();
        onDrained.push(resolve);
        send();
      }),
  };
}

function droppedLine(name: string, lines: number): string {
  const msg = 'log lines were dropped: standard output was read too slowly';
  return `${JSON.stringify({ level: WARN, time: Date.now(), pid: process.pid, name, lines, msg })}\n`;
}
