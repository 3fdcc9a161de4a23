import './tokens.css';
import './base.css';
import './parts.css';
import './frame/frame.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { startSession } from './session.ts';
import { currentLanguage } from './texts.ts';

document.documentElement.lang = currentLanguage();
void startSession();
const root = document.getElementById('app');
if (root !== null) render(<App />, root);
