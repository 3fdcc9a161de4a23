import { type ComponentChild, render } from 'preact';
import { loadTexts } from './language/lazy-texts.ts';
import { currentLanguage } from './texts.ts';

const NOT_LOADED =
  'The page could not be loaded. Please reload it. · 페이지를 불러오지 못했습니다. 새로고침해 주세요.';

/** Shows the app when its texts are loaded. Without them it says so, in both languages. */
export function showApp(app: ComponentChild): void {
  const root = document.getElementById('app');
  if (root === null) return;
  void loadTexts(currentLanguage()).then(
    () => render(app, root),
    () => {
      root.textContent = NOT_LOADED;
    },
  );
}
