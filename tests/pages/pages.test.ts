// One file, so that all page tests share one system and one browser.
import './every-page.ts';
import './gate.ts';
import './journey.ts';
import './states.ts';
