import '../shell/tokens.css';
import '../shell/base.css';
import '../shell/parts.css';
import '../shell/frame/frame.css';
import './shell/console.css';
import './parts/parts.css';
import './sale/sale.css';
import './set-up/set-up.css';
import { followLinks } from '../shell/routing/address.ts';
import { startSession } from '../shell/session.ts';
import { showApp } from '../shell/show-app.ts';
import { currentLanguage } from '../shell/texts.ts';
import { ConsoleApp } from './shell/console-app.tsx';

/** Links to other documents, such as the storefront, load them. */
const OF_CONSOLE = /^\/console(\/|$)/;

document.documentElement.lang = currentLanguage();
followLinks(OF_CONSOLE);
void startSession();
showApp(<ConsoleApp />);
