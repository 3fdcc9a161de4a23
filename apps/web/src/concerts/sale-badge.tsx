import { Badge } from '../shell/parts/states.tsx';
import { useTexts } from '../shell/texts.ts';
import type { SaleState } from './sale-state.ts';
import { concertsTexts } from './texts.ts';

const KINDS = {
  upcoming: 'info',
  open: 'success',
  all_held: 'warning',
  sold_out: 'error',
  closed: 'neutral',
} as const satisfies Record<SaleState, string>;

/** The state of a sale in a word. */
export function SaleBadge({ state }: { readonly state: SaleState }) {
  const texts = useTexts(concertsTexts);
  return <Badge kind={KINDS[state]}>{texts.states[state]}</Badge>;
}
