/** Alternative packages of one dependency; the preferred one first. */
export type DependencyGroup = readonly string[];

/**
 * Parses the hard dependencies that `apt-cache depends <package>` prints. A `|` joins a line with
 * the next one.
 */
export function parseDependencies(text: string): readonly DependencyGroup[] {
  const groups: string[][] = [];
  let joined = false;
  for (const line of text.split('\n')) {
    const match = /^ ([ |])(?:Pre)?Depends: (\S+)/.exec(line);
    if (match?.[2] === undefined) continue;
    const group = joined ? groups.at(-1) : undefined;
    if (group === undefined) groups.push([match[2]]);
    else group.push(match[2]);
    joined = match[1] === '|';
  }
  return groups;
}
