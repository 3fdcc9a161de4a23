import { readdirSync } from 'node:fs';

export const MIGRATIONS_FOLDER = new URL('../../migrations/', import.meta.url);
const UP = '.up.sql';

/** Sorted in running order. A database records these names, so no file may be renamed. */
export const MIGRATION_NAMES: readonly string[] = readdirSync(MIGRATIONS_FOLDER)
  .filter((file) => file.endsWith(UP))
  .map((file) => file.slice(0, -UP.length))
  .sort();
