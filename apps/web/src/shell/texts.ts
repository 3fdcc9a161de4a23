import { chooseLanguage, type Language } from './choose-language.ts';
import { makeSharedValue } from './shared-value.ts';

export type { Language } from './choose-language.ts';

const KEY = 'language';

const language = makeSharedValue<Language>(
  chooseLanguage(readStored(), globalThis.navigator?.languages ?? []),
);

export const currentLanguage = language.get;
export const useLanguage = language.use;

/** Changes the language of every page, and remembers it on this device. */
export function setLanguage(next: Language): void {
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Storage is full or forbidden. The choice then lasts until the next load.
  }
  document.documentElement.lang = next;
  language.set(next);
}

/** The texts of a subject in the chosen language. */
export function useTexts<T>(texts: { readonly ko: T; readonly en: T }): T {
  return texts[useLanguage()];
}

function readStored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
