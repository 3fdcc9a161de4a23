import { type CommandName, commandCatalogue } from '@concert-mania/core/jobs/command-catalogue';
import type { NamedCommand } from '../read-command.ts';

/** Commands of one name, decided together. */
export interface Run<N extends CommandName> {
  readonly name: N;
  readonly commands: readonly NamedCommand<N>[];
}

/**
 * Chooses the commands to decide next: all of one name, and none ahead of an earlier command of its
 * concert. The first command chooses the name, unless its concert is `stalled`: then the others get
 * their turn. Null if there are no commands.
 */
export function nextRun<N extends CommandName>(
  commands: readonly NamedCommand<N>[],
  stalled: ReadonlySet<string>,
): Run<N> | null {
  const [first] = commands;
  if (!first) return null;
  if (commands.every(({ name }) => name === first.name)) return { name: first.name, commands };
  const { name } = commands.find((command) => !stalled.has(concertOf(command))) ?? first;
  const waiting = new Set<string>();
  const run = commands.filter((command) => {
    const concert = concertOf(command);
    if (command.name !== name) waiting.add(concert);
    return !waiting.has(concert);
  });
  return { name, commands: run };
}

const concertOf = <N extends CommandName>({ name, payload }: NamedCommand<N>): string =>
  commandCatalogue[name].orderingKey(payload);
