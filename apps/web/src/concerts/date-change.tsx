import type { components } from '@concert-mania/client/api.d';
import { formatDateTime } from '../shell/format.ts';
import { useLanguage, useTexts } from '../shell/texts.ts';
import { concertsTexts } from './texts.ts';

interface DateChangeProps {
  readonly performance: Pick<
    components['schemas']['Performance'],
    'cancelled' | 'postponedFrom' | 'refundUntil'
  >;
}

/** Says that a performance is cancelled or has a new date; empty for any other. */
export function DateChange({ performance }: DateChangeProps) {
  const texts = useTexts(concertsTexts);
  const language = useLanguage();
  const { cancelled, postponedFrom, refundUntil } = performance;
  if (cancelled) return <strong>{texts.cancelled}</strong>;
  if (postponedFrom === null || refundUntil === null) return null;
  const at = (time: string) => formatDateTime(time, language);
  return <strong>{texts.postponed(at(postponedFrom), at(refundUntil))}</strong>;
}
