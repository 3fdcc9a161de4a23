/** The parts of a path that have names in a pattern such as `/concerts/:concertId`. */
export type Params = Readonly<Record<string, string>>;

/** Null if the path is of another form. */
export function paramsOf(pattern: string, path: string): Params | null {
  const form = new RegExp(`^${pattern.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
  const found = form.exec(path);
  return found && { ...found.groups };
}
