import { formatTime } from '../../shell/format.ts';
import { Notice } from '../../shell/parts/notice.tsx';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import type { Scan } from '../scans/scan.ts';
import { texts } from '../texts.ts';

interface DoubtfulScansProps {
  readonly scans: readonly Scan[];
  readonly seatOf: (scan: Scan) => string;
}

/** Scans that were admitted here without a network, and that the merge refused or found twice. */
export function DoubtfulScans({ scans, seatOf }: DoubtfulScansProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  if (scans.length === 0) return null;
  return (
    <Notice kind="warning" title={t.doubtfulTitle(scans.length)}>
      <p>{t.doubtfulLead}</p>
      <ul class="gate-doubtful">
        {scans.map((scan) => {
          const { recorded, at, scanId } = scan;
          const other = recorded?.overtaken ?? recorded?.first;
          const isVoid = recorded !== null && other === null;
          return (
            <li key={scanId}>
              {formatTime(at, language)} · {seatOf(scan)}
              {isVoid && ` · ${t.words[recorded.result]}`}
              {other && ` · ${t.alsoUsed(formatTime(other.at, language), other.gate)}`}
            </li>
          );
        })}
      </ul>
    </Notice>
  );
}
