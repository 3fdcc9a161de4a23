import { useState } from 'preact/hooks';
import { Button } from '../../shell/parts/button.tsx';
import { signOut } from '../../shell/session.ts';
import { useTexts } from '../../shell/texts.ts';
import { texts } from '../texts.ts';

/** The scans of the device stay there when its steward signs out. */
export function SignOut() {
  const t = useTexts(texts);
  const [busy, setBusy] = useState(false);
  const leave = () => {
    setBusy(true);
    signOut().catch(() => setBusy(false));
  };
  return (
    <Button kind="quiet" busy={busy} onClick={leave}>
      {t.signOut}
    </Button>
  );
}
