export type Language = 'ko' | 'en';

/** The remembered language, else Korean where the browser prefers it to English. */
export function chooseLanguage(stored: string | null, preferred: readonly string[]): Language {
  if (stored === 'ko' || stored === 'en') return stored;
  const first = preferred
    .map((tag) => tag.slice(0, 2).toLowerCase())
    .find((tag) => tag === 'ko' || tag === 'en');
  return first === 'ko' ? 'ko' : 'en';
}
