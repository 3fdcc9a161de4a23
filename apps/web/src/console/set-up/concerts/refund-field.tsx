import { useState } from 'preact/hooks';
import { Field } from '../../../shell/parts/field.tsx';
import { useTexts } from '../../../shell/texts.ts';
import { SelectField, TextField } from '../../parts/inputs.tsx';
import {
  nameOf,
  POLICIES,
  type PolicyName,
  policyOf,
  type RefundPolicy,
  type RefundTerms,
  readFees,
  spansOf,
  termsOf,
  writeFees,
} from './refund-terms.ts';
import { concertTexts } from './texts.ts';

interface RefundFieldProps {
  readonly policy: RefundPolicy;
  readonly onChange: (policy: RefundPolicy) => void;
  /** Whether the fees are readable. */
  readonly error?: string | undefined;
}

/** The refund policy: a preset or fees of one's own, and how a fan reads it. */
export function RefundField({ policy, onChange, error }: RefundFieldProps) {
  const { refunds } = useTexts(concertTexts);
  const [name, setName] = useState(nameOf(policy));
  const terms = termsOf(policy);
  return (
    <fieldset class="stack">
      <legend>{refunds.legend}</legend>
      <SelectField
        label={refunds.policy}
        name="refundPolicy"
        value={name}
        options={POLICIES.map((value) => ({ value, name: refunds.names[value] }))}
        onInput={({ currentTarget }) => {
          const chosen = currentTarget.value as PolicyName;
          setName(chosen);
          onChange(policyOf(chosen, terms));
        }}
      />
      {name === 'own' && <OwnFees terms={terms} onChange={onChange} />}
      {error !== undefined && <p class="field-error">{error}</p>}
      <AsRead terms={terms} />
    </fieldset>
  );
}

interface OwnFeesProps {
  readonly terms: RefundTerms;
  readonly onChange: (policy: RefundPolicy) => void;
}

function OwnFees({ terms, onChange }: OwnFeesProps) {
  const { refunds } = useTexts(concertTexts);
  const [isWrong, setWrong] = useState(false);
  const change = (more: Partial<RefundTerms>) => onChange({ ...terms, ...more });
  return (
    <>
      <TextField
        label={refunds.fees}
        name="refundFees"
        rows={5}
        defaultValue={writeFees(terms)}
        error={isWrong ? refunds.wrongFees : undefined}
        onInput={(event) => {
          const fees = readFees(event.currentTarget.value);
          setWrong(fees === null);
          // Otherwise the form would save the last readable fees.
          event.currentTarget.setCustomValidity(fees === null ? refunds.wrongFees : '');
          if (fees !== null) change({ fees });
        }}
      />
      <Field
        label={refunds.graceHours}
        name="refundGrace"
        type="number"
        min={0}
        max={720}
        defaultValue={terms.grace?.hours ?? 0}
        onInput={(event) => {
          const hours = Number((event.currentTarget as HTMLInputElement).value);
          change({ grace: hours > 0 ? { minDaysBefore: terms.grace?.minDaysBefore ?? 0, hours } : null });
        }}
      />
    </>
  );
}

function AsRead({ terms }: { readonly terms: RefundTerms }) {
  const { refunds } = useTexts(concertTexts);
  const spans = spansOf(terms);
  const last = spans.at(-1);
  return (
    <div>
      <p class="muted small">{refunds.asRead}</p>
      <ul class="small">
        {spans.map(({ least, most, feePercent }) => (
          <li key={least}>{`${refunds.days(least, most)}: ${refunds.fee(feePercent)}`}</li>
        ))}
        {(last === undefined || last.least > 0) && <li>{refunds.tooLate(last?.least ?? null)}</li>}
        {terms.grace && <li>{refunds.grace(terms.grace.hours, terms.grace.minDaysBefore)}</li>}
      </ul>
    </div>
  );
}
