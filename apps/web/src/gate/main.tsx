import '../shell/tokens.css';
import '../shell/base.css';
import '../shell/parts.css';
import '../shell/frame/frame.css';
import './gate.css';
import { Faults } from '../shell/frame/faults.tsx';
import { startSession } from '../shell/session.ts';
import { showApp } from '../shell/show-app.ts';
import { currentLanguage } from '../shell/texts.ts';
import { GateApp } from './gate-app.tsx';
import { startWorker } from './offline/start-worker.ts';

document.documentElement.lang = currentLanguage();
startWorker();
void startSession();
showApp(
  <Faults>
    <GateApp />
  </Faults>,
);
