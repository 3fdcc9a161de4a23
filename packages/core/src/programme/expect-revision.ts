import { refuse } from '../shared/result.ts';
import type { Edit } from './model.ts';
import type { DecideChange } from './ports.ts';

/** Calls `decide` only if the caller has seen the current revision. */
export const expectRevision =
  ({ expected }: Pick<Edit<string>, 'expected'>, decide: DecideChange): DecideChange =>
  (programme) =>
    expected === null || expected.includes(programme.concert.revision)
      ? decide(programme)
      : refuse({ code: 'revision_conflict' });
