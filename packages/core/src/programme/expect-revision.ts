import { refuse } from '../shared/result.ts';
import type { Edit } from './model.ts';
import type { DecideChange } from './ports.ts';

/** As `decide`, but only for whoever has seen the programme as it is. */
export const expectRevision =
  ({ expected }: Pick<Edit<string>, 'expected'>, decide: DecideChange): DecideChange =>
  (programme) =>
    expected === null || expected.includes(programme.concert.revision)
      ? decide(programme)
      : refuse({ code: 'revision_conflict' });
