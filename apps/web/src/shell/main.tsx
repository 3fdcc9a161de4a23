import './tokens.css';
import './base.css';
import './parts.css';
import './frame/frame.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { loadTexts } from './language/lazy-texts.ts';
import { followLinks } from './routing/address.ts';
import { startSession } from './session.ts';
import { currentLanguage } from './texts.ts';

/** The console and the gate are documents of their own. */
const OF_FANS = /^\/(?!(console|gate)(\/|$))/;

document.documentElement.lang = currentLanguage();
followLinks(OF_FANS);
void startSession();
const root = document.getElementById('app');
void loadTexts(currentLanguage()).then(() => {
  if (root !== null) render(<App />, root);
});
