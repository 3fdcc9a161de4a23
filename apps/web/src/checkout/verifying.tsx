import { useEffect, useState } from 'preact/hooks';
import { LinkButton } from '../shell/parts/button.tsx';
import './verifying.css';

interface VerifyingProps {
  readonly texts: {
    readonly verifying: string;
    readonly verifyingText: string;
    readonly verifyingLong: string;
  };
  /** Another page that shows the outcome. */
  readonly elsewhere: { readonly href: string; readonly name: string };
}

const LONG_MS = 8_000;

/** The outcome of a payment or top-up is not known yet. It is no failure. */
export function Verifying({ texts, elsewhere }: VerifyingProps) {
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), LONG_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="card verifying" role="status">
      <span class="spinner" aria-hidden="true" />
      <h2>{texts.verifying}</h2>
      <p class="muted">{long ? texts.verifyingLong : texts.verifyingText}</p>
      {long && (
        <LinkButton kind="secondary" href={elsewhere.href}>
          {elsewhere.name}
        </LinkButton>
      )}
    </div>
  );
}
