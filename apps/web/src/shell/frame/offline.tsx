import { useEffect, useState } from 'preact/hooks';
import { Notice } from '../parts/notice.tsx';
import { useTexts } from '../texts.ts';
import { frameTexts } from './texts.ts';

/** Says that the network is away. */
export function Offline() {
  const texts = useTexts(frameTexts);
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = () => setOnline(navigator.onLine);
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, []);
  return online ? null : (
    <div class="page">
      <Notice kind="warning">{texts.offline}</Notice>
    </div>
  );
}
