import { lazyTexts } from '../../shell/language/lazy-texts.ts';

export const declineTexts = lazyTexts({
  ko: () => import('./texts/ko.ts'),
  en: () => import('./texts/en.ts'),
});
