import type { Problem } from '@concert-mania/client/problem';

/** The API's message about one field of a form. */
export const faultAt = (problem: Problem | null | undefined, path: string): string | undefined =>
  problem?.errors?.find((error) => error.path === path)?.message;
