const TAG = /^"(\d{1,9})"$/;

/**
 * The revisions that `If-Match` names, by strong comparison (RFC 9110, 13.1.1): a weak or foreign
 * tag matches nothing. Null without the header or with `*`: any revision.
 */
export function expectedRevisions(header: string | undefined): readonly number[] | null {
  if (header === undefined || header.trim() === '*') return null;
  return header.split(',').flatMap((tag) => {
    const revision = TAG.exec(tag.trim())?.[1];
    return revision === undefined ? [] : [Number(revision)];
  });
}

/** Declares the header for `createRoute({ parameters })`. */
export const ifMatchParameter = {
  name: 'If-Match',
  in: 'header' as const,
  description:
    'The ETag of the concert as last read; 412 if it has changed. Without it the change applies to any revision.',
  schema: { type: 'string' as const, example: '"3"' },
};

/** Declares the tag of a programme for `createRoute({ responses })`. */
export const programmeHeaders = {
  ETag: {
    required: true,
    description: 'The revision of the concert, its performances and prices included',
    schema: { type: 'string' as const, example: '"3"' },
  },
};
