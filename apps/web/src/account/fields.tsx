import { Field } from '../shell/parts/field.tsx';
import { useTexts } from '../shell/texts.ts';
import { texts } from './texts.ts';

export function EmailField() {
  const { email } = useTexts(texts);
  return <Field label={email} name="email" type="email" autocomplete="username" required />;
}

/** The password that the account has. */
export function PasswordField({ label }: { readonly label?: string }) {
  const { password } = useTexts(texts);
  return (
    <Field
      label={label ?? password}
      name="password"
      type="password"
      autocomplete="current-password"
      required
    />
  );
}

export function NewPasswordField({ label }: { readonly label?: string }) {
  const { newPassword, passwordHint } = useTexts(texts);
  return (
    <Field
      label={label ?? newPassword}
      name="newPassword"
      type="password"
      autocomplete="new-password"
      minLength={8}
      hint={passwordHint}
      required
    />
  );
}

export function CodeField() {
  const { code, codeHint } = useTexts(texts);
  return (
    <Field
      label={code}
      name="code"
      autocomplete="one-time-code"
      inputMode="text"
      minLength={6}
      hint={codeHint}
      required
    />
  );
}
