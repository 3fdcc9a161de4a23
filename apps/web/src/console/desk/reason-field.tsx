import { Field } from '../../shell/parts/field.tsx';
import { useTexts } from '../../shell/texts.ts';
import { deskTexts } from './texts.ts';

/** Why staff do it, for the record of their actions. The form has it as `reason`. */
export function ReasonField() {
  const t = useTexts(deskTexts);
  return (
    <Field label={t.reason} name="reason" hint={t.reasonHint} maxLength={200} autocomplete="off" required />
  );
}
