import type { Language } from './choose-language.ts';

type InLanguages<T> = Readonly<Record<Language, T>>;

const wanted = new Set<Language>();
const loads: ((language: Language) => Promise<void>)[] = [];

/** Texts of a subject. Each language is a script of its own, which `loadTexts` loads. */
export function lazyTexts<T>(load: InLanguages<() => Promise<{ readonly texts: T }>>): InLanguages<T> {
  const loaded = {} as Record<Language, T>;
  loads.push(async (language) => {
    loaded[language] ??= (await load[language]()).texts;
  });
  return loaded;
}

/** Texts with Korean in the script that uses them: most fans wait for one script less. */
export const lazyEnglish = <T>(
  korean: T,
  loadEnglish: () => Promise<{ readonly texts: T }>,
): InLanguages<T> => lazyTexts({ ko: async () => ({ texts: korean }), en: loadEnglish });

/**
 * Loads the texts of all scripts that have been loaded, in every language loaded so far. So a page
 * that is loaded while the language changes has both. A language that cannot be loaded is dropped.
 */
export async function loadTexts(language: Language): Promise<void> {
  const isNew = !wanted.has(language);
  wanted.add(language);
  try {
    await Promise.all([...wanted].flatMap((each) => loads.map((load) => load(each))));
  } catch (error) {
    if (isNew) wanted.delete(language);
    throw error;
  }
}
