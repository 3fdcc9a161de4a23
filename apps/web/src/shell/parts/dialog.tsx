import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { useTexts } from '../texts.ts';
import { Button } from './button.tsx';
import { partTexts } from './texts.ts';

interface DialogProps {
  readonly title: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly children?: ComponentChildren;
}

/** A modal dialog. The browser keeps the focus inside, and closes it on Escape. */
export function Dialog({ title, open, onClose, children }: DialogProps) {
  const texts = useTexts(partTexts);
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    if (open && !element.current?.open) element.current?.showModal();
    if (!open) element.current?.close();
  }, [open]);
  return (
    <dialog ref={element} class="dialog" aria-labelledby={id} onClose={onClose}>
      <header class="dialog-head">
        <h2 id={id}>{title}</h2>
        <Button kind="quiet" aria-label={texts.close} onClick={onClose}>
          <span aria-hidden="true">✕</span>
        </Button>
      </header>
      {open && children}
    </dialog>
  );
}
