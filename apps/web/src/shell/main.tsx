import './tokens.css';
import './base.css';
import './parts.css';
import './frame/frame.css';
import { App } from './app.tsx';
import { followLinks } from './routing/address.ts';
import { startSession } from './session.ts';
import { showApp } from './show-app.ts';
import { currentLanguage } from './texts.ts';

/** The console and the gate are documents of their own. */
const OF_FANS = /^\/(?!(console|gate)(\/|$))/;

document.documentElement.lang = currentLanguage();
followLinks(OF_FANS);
void startSession();
showApp(<App />);
