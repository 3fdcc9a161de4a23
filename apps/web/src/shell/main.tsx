import './tokens.css';
import './base.css';
import './parts.css';
import './frame/frame.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { currentLanguage } from './texts.ts';

document.documentElement.lang = currentLanguage();
const root = document.getElementById('app');
if (root !== null) render(<App />, root);
