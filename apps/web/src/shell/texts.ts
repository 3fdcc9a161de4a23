import { chooseLanguage, type Language } from './choose-language.ts';
import { makeSharedValue } from './shared-value.ts';
import { readStored, store } from './stored.ts';

export type { Language } from './choose-language.ts';

const KEY = 'language';

const language = makeSharedValue<Language>(
  chooseLanguage(readStored(KEY), globalThis.navigator?.languages ?? []),
);

export const currentLanguage = language.get;
export const useLanguage = language.use;

/** Changes the language of every page, and remembers it on this device. */
export function setLanguage(next: Language): void {
  store(KEY, next);
  document.documentElement.lang = next;
  language.set(next);
}

/** The texts of a subject in the chosen language. */
export function useTexts<T>(texts: { readonly ko: T; readonly en: T }): T {
  return texts[useLanguage()];
}
