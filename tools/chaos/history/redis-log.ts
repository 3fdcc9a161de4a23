import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { queueOfJob } from '@concert-mania/redis/bullmq/delivery';

/**
 * The order in which Redis accepted the jobs of each queue, from its append-only files, which have
 * all writes across restarts. Throws if Redis has rewritten them, because the order is then lost.
 */
export function readAcceptedOrder(redisFolder: string): ReadonlyMap<string, readonly string[]> {
  const folder = join(redisFolder, 'appendonlydir');
  const names = readdirSync(folder);
  const increments = names
    .flatMap((name) => {
      const sequence = /\.(\d+)\.incr\.aof$/.exec(name)?.[1];
      return sequence === undefined ? [] : [{ name, sequence: Number(sequence) }];
    })
    .sort((a, b) => a.sequence - b.sequence);
  if (increments[0]?.sequence !== 1) throw new Error(`${folder} was rewritten: ${names.join(', ')}`);
  const order = new Map<string, string[]>();
  const seen = new Set<string>();
  for (const { name } of increments) {
    for (const [command = '', list = '', ...ids] of parseCommands(readFileSync(join(folder, name)))) {
      if (command.toUpperCase() !== 'LPUSH' || !list.endsWith(':wait')) continue;
      for (const id of ids) {
        const queue = queueOfJob(id);
        if (queue === null || seen.has(id)) continue;
        seen.add(id);
        const accepted = order.get(queue) ?? [];
        accepted.push(id);
        order.set(queue, accepted);
      }
    }
  }
  return order;
}

const NEWLINE = 0x0a;
const ASTERISK = 0x2a;
/**
 * Longer arguments are cut; names of commands, lists and jobs are shorter, and nothing else is
 * read.
 */
const MOST_ARGUMENT_BYTES = 200;

/** The commands of an append-only file (RESP arrays), without one that a crash truncated. */
export function* parseCommands(file: Buffer): Generator<readonly string[]> {
  let at = 0;
  const readLine = (): string | null => {
    const end = file.indexOf(NEWLINE, at);
    if (end === -1) return null;
    const line = file.toString('latin1', at, end - 1);
    at = end + 1;
    return line;
  };
  while (at < file.length) {
    const isCommand = file[at] === ASTERISK;
    const head = readLine();
    if (head === null) return;
    if (!isCommand) continue; // an annotation, such as a time stamp
    const args: string[] = [];
    for (let left = Number(head.slice(1)); left > 0; left -= 1) {
      const length = Number(readLine()?.slice(1) ?? Number.NaN);
      if (!(at + length + 2 <= file.length)) return;
      args.push(file.toString('latin1', at, at + Math.min(length, MOST_ARGUMENT_BYTES)));
      at += length + 2;
    }
    yield args;
  }
}
