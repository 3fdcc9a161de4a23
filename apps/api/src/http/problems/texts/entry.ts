import type { Locale } from '../../locale.ts';

interface ProblemText {
  readonly title: string;
  /** Advice for the reader. */
  readonly detail: string;
}

type ProblemStatus =
  | 400
  | 401
  | 402
  | 403
  | 404
  | 405
  | 408
  | 409
  | 410
  | 412
  | 413
  | 414
  | 415
  | 422
  | 429
  | 431
  | 500
  | 501
  | 503;
export type ProblemEntry = { readonly status: ProblemStatus } & Readonly<Record<Locale, ProblemText>>;

/** A problem's status with its title and detail in Korean and English. */
export const entry = <S extends ProblemStatus>(
  status: S,
  ko: readonly [title: string, detail: string],
  en: readonly [title: string, detail: string],
) => ({
  status,
  ko: { title: ko[0], detail: ko[1] },
  en: { title: en[0], detail: en[1] },
});
