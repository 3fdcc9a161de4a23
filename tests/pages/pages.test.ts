// One file, so that all page tests share one system and one browser.
import './console.ts';
import './every-page.ts';
import './gate.ts';
import './journey.ts';
import './map.ts';
import './policies.ts';
import './states.ts';
import './survival.ts';
