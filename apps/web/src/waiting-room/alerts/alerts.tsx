import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../../shell/parts/button.tsx';
import { useTexts } from '../../shell/texts.ts';
import { roomTexts } from '../texts.ts';
import { makeChime, notificationState, showNotification, vibrate } from './admission-alert.ts';

interface AlertsProps {
  readonly concertId: string;
  readonly concertTitle: string;
  readonly isAdmitted: boolean;
}

/** Lets the fan choose alerts of the admission, and gives them, also in a hidden tab. */
export function Alerts({ concertId, concertTitle, isAdmitted }: AlertsProps) {
  const texts = useTexts(roomTexts);
  const [permission, setPermission] = useState(notificationState);
  const chime = useRef<ReturnType<typeof makeChime>>(null);
  const [hasSound, setSound] = useState(false);
  const wasAdmitted = useRef(isAdmitted);

  useEffect(() => () => chime.current?.close(), []);
  useEffect(() => {
    if (isAdmitted && !wasAdmitted.current) {
      showNotification(texts.notificationTitle, concertTitle, concertId);
      chime.current?.ring();
      vibrate();
    }
    wasAdmitted.current = isAdmitted;
  }, [isAdmitted]);
  if (isAdmitted) return null;

  const allow = async () => {
    const answer = await Notification.requestPermission();
    const isShown = answer !== 'granted' || showNotification(concertTitle, texts.notifyExample, concertId);
    setPermission(isShown ? answer : 'unsupported');
  };
  const switchSound = () => {
    if (chime.current === null) {
      chime.current = makeChime();
      chime.current.ring();
    } else {
      chime.current.close();
      chime.current = null;
    }
    setSound(chime.current !== null);
  };
  const hints = {
    default: null,
    granted: texts.notifyOn,
    denied: texts.notifyDenied,
    unsupported: texts.notifyUnsupported,
  };
  return (
    <section class="alerts card" aria-labelledby="alerts">
      <h2 id="alerts">{texts.alerts}</h2>
      <div class="row">
        {permission === 'default' && (
          <Button kind="secondary" onClick={allow}>
            {texts.notify}
          </Button>
        )}
        <Button kind="secondary" aria-pressed={hasSound} onClick={switchSound}>
          {texts.sound}
        </Button>
      </div>
      <p class="muted small" role="status">
        {hints[permission]}
      </p>
    </section>
  );
}
