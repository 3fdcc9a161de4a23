import type { ProgrammeFault } from '@concert-mania/core/programme/model';
import type { PlanFault, PlanRule } from '@concert-mania/core/programme/read-venue-import';
import type { Locale } from '../../../http/locale.ts';
import type { Problem } from '../../../http/problems/problem.ts';
import { issueMessage } from '../../../http/problems/validation-errors.ts';

type Rule = PlanRule | ProgrammeFault['rule'] | 'fixed';
type Errors = NonNullable<Problem['errors']>;

const TEXTS: Readonly<Record<Rule, Readonly<Record<Locale, string>>>> = {
  category_unknown: { ko: '좌석 배치도에 없는 등급입니다', en: 'No such category in the seating plan' },
  category_repeated: { ko: '같은 등급이 이미 있습니다', en: 'This category occurs twice' },
  seat_guid_repeated: { ko: '같은 seat_guid가 이미 있습니다', en: 'Another seat has this seat_guid' },
  seat_unknown: { ko: '배치도에 이 seat_guid가 없습니다', en: 'No seat of the plan has this seat_guid' },
  no_seats: { ko: '좌석이 하나도 없습니다', en: 'The plan has no seats' },
  too_many_seats: { ko: '좌석은 60,000석까지입니다', en: 'A plan has at most 60,000 seats' },
  too_many_rows: { ko: '열은 60,000개까지입니다', en: 'A plan has at most 60,000 rows' },
  closes_before_it_opens: { ko: '판매 시작보다 늦어야 합니다', en: 'Is not after the opening of the sale' },
  closes_after_the_start: { ko: '공연 시작보다 늦을 수 없습니다', en: 'Is after the start' },
  starts_in_the_past: { ko: '지난 시각입니다', en: 'Is in the past' },
  refund_ends_in_the_past: { ko: '지난 시각입니다', en: 'Is in the past' },
  refund_ends_after_the_start: { ko: '새 공연 시작보다 늦을 수 없습니다', en: 'Is after the new start' },
  fixed: { ko: '지금은 바꿀 수 없습니다', en: 'Can no longer be changed' },
};

/** One line per broken rule, in the reader's language. */
export const ruleErrors = (
  faults: readonly { readonly path: string; readonly rule: Rule }[],
  locale: Locale,
): Errors => faults.map(({ path, rule }) => ({ path, message: TEXTS[rule][locale] }));

/** One line per fault of an import. */
export const planErrors = (faults: readonly PlanFault[], locale: Locale): Errors =>
  faults.map((fault) => ({
    path: fault.path.join('.'),
    message: 'rule' in fault ? TEXTS[fault.rule][locale] : issueMessage(fault.issue, locale),
  }));
