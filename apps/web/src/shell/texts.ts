import { chooseLanguage, type Language } from './language/choose-language.ts';
import { loadTexts } from './language/lazy-texts.ts';
import { makeSharedValue } from './shared-value.ts';
import { readStored, store } from './stored.ts';

export type { Language } from './language/choose-language.ts';

const KEY = 'language';

const language = makeSharedValue<Language>(
  chooseLanguage(readStored(KEY), globalThis.navigator?.languages ?? []),
);

export const currentLanguage = language.get;
export const useLanguage = language.use;

/** Loads another language, shows it on every page and remembers it on this device. */
export async function setLanguage(next: Language): Promise<void> {
  await loadTexts(next);
  store(KEY, next);
  document.documentElement.lang = next;
  language.set(next);
}

/** The texts of a subject in the chosen language. */
export function useTexts<T>(texts: { readonly ko: T; readonly en: T }): T {
  return texts[useLanguage()];
}
