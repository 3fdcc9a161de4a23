import { useState } from 'preact/hooks';
import { Button } from '../shell/parts/button.tsx';
import { Dialog } from '../shell/parts/dialog.tsx';
import { useTexts } from '../shell/texts.ts';
import { roomTexts } from './texts.ts';

/** Gives the place back, after a confirmation. */
export function LeaveButton({ onLeave }: { readonly onLeave: () => Promise<void> }) {
  const texts = useTexts(roomTexts);
  const [isOpen, setOpen] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const close = () => setOpen(false);
  const leave = async () => {
    setBusy(true);
    await onLeave();
  };
  return (
    <div>
      <Button kind="quiet" onClick={() => setOpen(true)}>
        {texts.leave}
      </Button>
      <Dialog title={texts.leaveTitle} open={isOpen} onClose={close}>
        <div class="stack">
          <p>{texts.leaveText}</p>
          <div class="row">
            <Button kind="secondary" onClick={close}>
              {texts.stay}
            </Button>
            <Button kind="danger" busy={isBusy} onClick={leave}>
              {texts.leave}
            </Button>
          </div>
        </div>
      </Dialog>
    </div>
  );
}
