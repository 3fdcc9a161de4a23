import type { JSX, LooseInputHTMLAttributes } from 'preact';
import { useId } from 'preact/hooks';
import { useTexts } from '../texts.ts';
import { partTexts } from './texts.ts';

export interface FieldProps extends LooseInputHTMLAttributes {
  readonly label: string;
  /** The fault of the value. */
  readonly error?: string | undefined;
  readonly hint?: string | undefined;
}

/** A labelled input. Its error and hint are read with it. */
export function Field({ label, error, hint, ...input }: FieldProps) {
  const texts = useTexts(partTexts);
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>
        {label}
        {input.required !== true && <span class="field-optional"> {texts.optional}</span>}
      </label>
      <input
        {...(input as JSX.IntrinsicElements['input'])}
        id={id}
        class="input"
        aria-invalid={error !== undefined}
        aria-describedby={described || undefined}
      />
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}
