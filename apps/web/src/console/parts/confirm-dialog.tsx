import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../shell/parts/button.tsx';
import { Dialog } from '../../shell/parts/dialog.tsx';
import { Field } from '../../shell/parts/field.tsx';
import { ProblemNotice } from '../../shell/parts/notice.tsx';
import { useTexts } from '../../shell/texts.ts';
import { partTexts } from './texts.ts';
import { useAction } from './use-action.ts';

interface ConfirmDialogProps {
  readonly title: string;
  /** The text of the button that does it. */
  readonly confirm: string;
  /** Must be typed first, for what cannot be undone. */
  readonly typed?: string;
  readonly kind?: 'primary' | 'danger';
  readonly open: boolean;
  /** False while its inputs are loaded. */
  readonly isReady?: boolean;
  readonly onClose: () => void;
  /** Closes the dialog when it succeeds; a thrown problem is shown. */
  readonly act: (form: FormData) => Promise<void>;
  readonly children?: ComponentChildren;
}

/** Asks before something is done. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <Dialog title={props.title} open={props.open} onClose={props.onClose}>
      <Confirmation {...props} />
    </Dialog>
  );
}

function Confirmation(props: ConfirmDialogProps) {
  const { confirm, typed, kind = 'primary', isReady = true, onClose, act, children } = props;
  const texts = useTexts(partTexts);
  const { busy, problem, run } = useAction();
  const [words, setWords] = useState('');
  const mayConfirm = isReady && (typed === undefined || words.trim() === typed);
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        if (mayConfirm) run(() => act(form).then(onClose));
      }}
    >
      {children}
      {typed !== undefined && (
        <Field
          label={texts.type(typed)}
          value={words}
          onInput={(event) => setWords((event.currentTarget as HTMLInputElement).value)}
          autocomplete="off"
          required
        />
      )}
      {problem !== undefined && <ProblemNotice problem={problem} />}
      <div class="row">
        <Button type="submit" kind={kind} busy={busy} disabled={!mayConfirm}>
          {confirm}
        </Button>
        <Button kind="secondary" onClick={onClose}>
          {texts.back}
        </Button>
      </div>
    </form>
  );
}
