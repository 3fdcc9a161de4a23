import type { ProgrammeRefusal } from '@concert-mania/core/programme/model';
import { type AnsweringContext, problem } from '../../../http/problems/problem.ts';
import { ruleErrors } from './faults.ts';

/** The common refusals of programme changes, for `problems(…)`. */
export const PROGRAMME_REFUSALS = [
  'validation_failed',
  401,
  403,
  'concert_not_found',
  'performance_not_found',
  'venue_not_found',
  'performance_cancelled',
  'prices_incomplete',
  'sale_windows_overlap',
  'not_editable',
  'concert_incomplete',
  'revision_conflict',
  413,
  415,
] as const;

/** Answers a refused change of the programme. */
export function refuseChange(c: AnsweringContext, refusal: ProgrammeRefusal) {
  const { locale } = c.var;
  switch (refusal.code) {
    case 'concert_not_found':
      return problem(c, 'concert_not_found');
    case 'performance_not_found':
      return problem(c, 'performance_not_found');
    case 'performance_cancelled':
      return problem(c, 'performance_cancelled');
    case 'venue_not_found':
      return problem(c, 'venue_not_found');
    case 'revision_conflict':
      return problem(c, 'revision_conflict');
    case 'sale_windows_overlap':
      return problem(c, 'sale_windows_overlap');
    case 'terms_invalid':
      return problem(c, 'validation_failed', { errors: ruleErrors(refusal.faults, locale) });
    case 'prices_incomplete':
      return problem(c, 'prices_incomplete', { missing: [...refusal.missing] });
    case 'not_editable':
      return problem(c, 'not_editable', {
        errors: ruleErrors(
          refusal.fields.map((path) => ({ path, rule: 'fixed' })),
          locale,
        ),
      });
    case 'concert_incomplete':
      return problem(c, 'concert_incomplete', { missing: [...refusal.missing] });
  }
}
