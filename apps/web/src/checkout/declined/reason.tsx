import { useTexts } from '../../shell/texts.ts';
import { declineTexts } from './texts.ts';

/** Why a payment was declined. Codes of the gateway without words of ours are left out. */
export function Reason({ code }: { readonly code: string }) {
  const texts = useTexts(declineTexts);
  const reason = texts.reasons[code];
  return reason === undefined ? null : <p>{texts.reason(reason)}</p>;
}
