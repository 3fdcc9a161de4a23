import { setLanguage, useLanguage, useTexts } from '../texts.ts';
import { frameTexts } from './texts.ts';

const LANGUAGES = [
  { code: 'ko', short: '한국어' },
  { code: 'en', short: 'English' },
] as const;

export function LanguageSwitch() {
  const texts = useTexts(frameTexts);
  const language = useLanguage();
  return (
    <fieldset class="language-switch">
      <legend class="visually-hidden">{texts.language}</legend>
      {LANGUAGES.map(({ code, short }) => (
        <button
          key={code}
          type="button"
          lang={code}
          aria-pressed={code === language}
          // Without a network the language stays as it is.
          onClick={() => setLanguage(code).catch(() => undefined)}
        >
          {short}
        </button>
      ))}
    </fieldset>
  );
}
