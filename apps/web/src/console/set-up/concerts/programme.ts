import type { components } from '@concert-mania/client/api.d';

export type Programme = components['schemas']['Programme'];
export type Performance = components['schemas']['ProgrammedPerformance'];

/** `If-Match` keeps two administrators from undoing each other's changes. */
export const ifUnchanged = ({ revision }: Pick<Programme, 'revision'>) => ({
  'If-Match': `"${revision}"`,
});
