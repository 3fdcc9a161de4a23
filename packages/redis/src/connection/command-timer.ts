import type { Command } from 'ioredis';

/**
 * One command in this many is timed: timing costs a promise and two clock readings, and a process
 * sends tens of thousands of commands a second.
 */
const TIMED_OF = 16;
/** They wait for news, so their time says nothing about Redis. */
const BLOCKING = new Set([
  'bzpopmin',
  'brpoplpush',
  'blmove',
  'blpop',
  'brpop',
  'xread',
  'xreadgroup',
  'wait',
]);

export type TimeCommand = (command: Pick<Command, 'name' | 'promise'>) => void;

/** Times a sample of the commands of a connection, in milliseconds until their answers. */
export function makeCommandTimer(onCommand: (durationMs: number) => void): TimeCommand {
  let sent = 0;
  return (command) => {
    sent = (sent + 1) % TIMED_OF;
    if (sent !== 0 || BLOCKING.has(command.name)) return;
    const startedMs = performance.now();
    const answered = () => onCommand(performance.now() - startedMs);
    command.promise.then(answered, answered);
  };
}
