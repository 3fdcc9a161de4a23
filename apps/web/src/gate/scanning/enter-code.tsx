import { useState } from 'preact/hooks';
import { Button } from '../../shell/parts/button.tsx';
import { Dialog } from '../../shell/parts/dialog.tsx';
import { Field } from '../../shell/parts/field.tsx';
import { useTexts } from '../../shell/texts.ts';
import { texts } from '../texts.ts';

interface EnterCodeProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onCode: (code: string) => void;
}

/** A field for a code that neither camera nor scanner reads. */
export function EnterCode({ open, onClose, onCode }: EnterCodeProps) {
  const t = useTexts(texts);
  const [code, setCode] = useState('');
  const send = () => {
    if (code.trim() === '') return;
    onCode(code);
    setCode('');
    onClose();
  };
  return (
    <Dialog title={t.enter} open={open} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Field
          label={t.code}
          hint={t.codeHint}
          value={code}
          onInput={(event) => setCode(event.currentTarget.value)}
          autocapitalize="none"
          autocomplete="off"
          spellcheck={false}
          autofocus
          required
        />
        <Button type="submit">{t.check}</Button>
      </form>
    </Dialog>
  );
}
