import { lazyTexts } from '../shell/language/lazy-texts.ts';

export const checkoutTexts = lazyTexts({
  ko: () => import('./texts/ko.ts'),
  en: () => import('./texts/en.ts'),
});
