/** Whether this device can show notifications, and whether the fan allows them. */
export type NotificationState = NotificationPermission | 'unsupported';

export const notificationState = (): NotificationState =>
  'Notification' in globalThis ? Notification.permission : 'unsupported';

/** Shows a notification. False where the browser allows them to service workers alone. */
export function showNotification(title: string, body: string, tag: string): boolean {
  if (notificationState() !== 'granted') return false;
  try {
    const notification = new Notification(title, { body, tag });
    notification.onclick = () => {
      focus();
      notification.close();
    };
    return true;
  } catch {
    return false;
  }
}

const NOTES_HZ = [659, 880, 1_047];
const NOTE_SECONDS = 0.22;
const VOLUME = 0.25;

/** A short chime. Browsers allow it only after a click, such as switching it on. */
export function makeChime(): { readonly ring: () => void; readonly close: () => void } {
  const context = new AudioContext();
  return {
    ring: () => {
      void context.resume();
      for (const [at, frequency] of NOTES_HZ.entries()) {
        const start = context.currentTime + at * NOTE_SECONDS;
        const tone = new OscillatorNode(context, { frequency });
        const volume = new GainNode(context, { gain: VOLUME });
        volume.gain.setTargetAtTime(0, start + NOTE_SECONDS / 2, NOTE_SECONDS / 2);
        tone.connect(volume).connect(context.destination);
        tone.start(start);
        tone.stop(start + 3 * NOTE_SECONDS);
      }
    },
    close: () => void context.close(),
  };
}

const PULSES_MS = [200, 100, 200];

export function vibrate(): void {
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(PULSES_MS);
}
