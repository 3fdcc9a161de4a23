import '../shell/tokens.css';
import '../shell/base.css';
import '../shell/parts.css';
import { render } from 'preact';
import { GatePage } from './gate-page.tsx';

const root = document.getElementById('app');
if (root !== null) render(<GatePage />, root);
