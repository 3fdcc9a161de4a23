import { lazyTexts } from '../shell/language/lazy-texts.ts';
import type { CheckoutTexts } from './texts/en.ts';

export const checkoutTexts = lazyTexts({
  ko: () => import('./texts/ko.ts'),
  en: () => import('./texts/en.ts'),
});

/** A failure code in words; the code itself if it is not known. */
export const reasonOf = (code: string, texts: CheckoutTexts): string =>
  texts.reason(texts.reasons[code] ?? code);
