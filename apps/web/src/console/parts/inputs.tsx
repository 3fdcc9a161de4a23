import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';

interface SelectFieldProps {
  readonly label: string;
  readonly name: string;
  readonly value?: string;
  readonly defaultValue?: string | undefined;
  readonly onInput?: (event: Event & { readonly currentTarget: HTMLSelectElement }) => void;
  readonly options: readonly { readonly value: string; readonly name: string }[];
  readonly hint?: string;
  readonly required?: boolean;
}

/** With `value` the page keeps the choice, with `defaultValue` the field itself does. */
export function SelectField({ label, options, hint, defaultValue, ...select }: SelectFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select {...select} id={id} class="input" aria-describedby={hint && `${id}-hint`}>
        {options.map(({ value, name }) => (
          // Preact gives a select no `defaultValue`.
          <option key={value} value={value} selected={value === (select.value ?? defaultValue)}>
            {name}
          </option>
        ))}
      </select>
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

interface TextFieldProps extends Omit<JSX.IntrinsicElements['textarea'], 'id' | 'class' | 'label'> {
  readonly label: string;
  readonly error?: string | undefined;
}

/** A field of several lines. */
export function TextField({ label, error, ...area }: TextFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        rows={3}
        {...area}
        id={id}
        class="input"
        aria-invalid={error !== undefined}
        aria-describedby={error && `${id}-error`}
      />
      {error && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

interface CheckFieldProps {
  readonly label: ComponentChildren;
  readonly name: string;
  readonly checked?: boolean;
  readonly defaultChecked?: boolean;
  readonly onInput?: (event: Event & { readonly currentTarget: HTMLInputElement }) => void;
}

export function CheckField({ label, ...input }: CheckFieldProps) {
  return (
    <label class="check">
      <input {...input} type="checkbox" />
      <span>{label}</span>
    </label>
  );
}
