import '../shell/tokens.css';
import '../shell/base.css';
import '../shell/parts.css';
import '../shell/frame/frame.css';
import './gate.css';
import { render } from 'preact';
import { Faults } from '../shell/frame/faults.tsx';
import { loadTexts } from '../shell/language/lazy-texts.ts';
import { startSession } from '../shell/session.ts';
import { currentLanguage } from '../shell/texts.ts';
import { GateApp } from './gate-app.tsx';
import { startWorker } from './offline/start-worker.ts';

document.documentElement.lang = currentLanguage();
startWorker();
void startSession();
const root = document.getElementById('app');
void loadTexts(currentLanguage()).then(() => {
  if (root === null) return;
  render(
    <Faults>
      <GateApp />
    </Faults>,
    root,
  );
});
