import { formatTime } from '../../shell/format.ts';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import type { Answer } from '../scans/check-ins.ts';
import { texts } from '../texts.ts';
import { Shape } from './shapes.tsx';

interface AnswerPanelProps {
  /** Null before the first scan. */
  readonly answer: Answer | null;
  readonly isBusy: boolean;
  /** The seat in words, such as `Floor 1-7 · VIP`. */
  readonly seat: string | null;
}

/** The answer to the last scan: a colour, a shape and a word that are read from afar. */
export function AnswerPanel({ answer, isBusy, seat }: AnswerPanelProps) {
  const t = useTexts(texts);
  return (
    <section class="gate-answer" aria-live="assertive" aria-atomic="true">
      {isBusy ? (
        <p class="gate-word gate-late">{t.checking}</p>
      ) : answer === null ? (
        <>
          <p class="gate-word gate-word-quiet">{t.ready}</p>
          <p>{t.readyLead}</p>
        </>
      ) : (
        <AnswerText key={answer.scan.scanId} answer={answer} seat={seat} />
      )}
    </section>
  );
}

function AnswerText({ answer, seat }: { readonly answer: Answer; readonly seat: string | null }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const { result, first } = answer.verdict;
  return (
    <>
      <Shape result={result} />
      <p class="gate-word">{t.words[result]}</p>
      {seat !== null && <p class="gate-seat">{seat}</p>}
      {first !== null && <p class="gate-seat">{t.firstUse(formatTime(first.at, language), first.gate)}</p>}
      {result === 'already_used' && first === null && <p>{t.firstUnknown}</p>}
      {t.hints[result] !== '' && <p>{t.hints[result]}</p>}
      {answer.by === 'device' && <p class="small">{t.byDevice}</p>}
    </>
  );
}
