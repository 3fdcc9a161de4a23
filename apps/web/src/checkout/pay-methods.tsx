import type { ComponentChildren } from 'preact';
import { formatWon } from '../shell/format.ts';
import { LinkButton } from '../shell/parts/button.tsx';
import { useLanguage, useTexts } from '../shell/texts.ts';
import { checkoutTexts } from './texts.ts';

export type PayMethod = 'wallet' | 'window';

interface PayMethodsProps {
  readonly reservationId: string;
  readonly totalAmount: number;
  readonly balanceAmount: number;
  /** Whether there is a payment window. */
  readonly hasWindow: boolean;
  readonly chosen: PayMethod;
  readonly onChoose: (method: PayMethod) => void;
}

/** The choice between wallet and payment window. */
export function PayMethods(props: PayMethodsProps) {
  const { reservationId, totalAmount, balanceAmount, hasWindow, chosen, onChoose } = props;
  const language = useLanguage();
  const texts = useTexts(checkoutTexts);
  const missingAmount = Math.max(0, totalAmount - balanceAmount);
  const missing = formatWon(missingAmount, language);
  const next = encodeURIComponent(`/reservations/${reservationId}/pay`);
  return (
    <fieldset class="methods">
      <legend>{texts.method}</legend>
      <Method
        name={texts.wallet}
        value="wallet"
        chosen={chosen}
        onChoose={onChoose}
        disabled={missingAmount > 0}
      >
        <span>{texts.balance(formatWon(balanceAmount, language))}</span>
        {missingAmount > 0 && <span class="methods-missing">{texts.missing(missing)}</span>}
      </Method>
      {missingAmount > 0 && (
        <LinkButton kind="secondary" href={`/wallet?amount=${missingAmount}&next=${next}`}>
          {texts.topUp(missing)}
        </LinkButton>
      )}
      <Method name={texts.card} value="window" chosen={chosen} onChoose={onChoose} disabled={!hasWindow}>
        <span>{hasWindow ? texts.cardHint : texts.noCard}</span>
      </Method>
    </fieldset>
  );
}

interface MethodProps {
  readonly name: string;
  readonly value: PayMethod;
  readonly chosen: PayMethod;
  readonly disabled: boolean;
  readonly onChoose: (method: PayMethod) => void;
  readonly children: ComponentChildren;
}

function Method({ name, value, chosen, disabled, onChoose, children }: MethodProps) {
  return (
    <label class="method">
      <input
        type="radio"
        name="method"
        value={value}
        checked={chosen === value && !disabled}
        disabled={disabled}
        onChange={() => onChoose(value)}
      />
      <span class="method-text">
        <strong>{name}</strong>
        <span class="muted small">{children}</span>
      </span>
    </label>
  );
}
