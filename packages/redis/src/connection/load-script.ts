import { readFileSync } from 'node:fs';

/** The text of a Lua file; an include names another file, from the folder of the including one. */
export const loadScript = (file: URL): string =>
  readFileSync(file, 'utf8').replaceAll(/^--- @include "([a-z./-]+)"$/gm, (_, included: string) =>
    loadScript(new URL(`${included}.lua`, file)),
  );
