import { formatNumber, formatTime } from '../../shell/format.ts';
import { LanguageSwitch } from '../../shell/frame/language-switch.tsx';
import { Button } from '../../shell/parts/button.tsx';
import { Dialog } from '../../shell/parts/dialog.tsx';
import { Notice } from '../../shell/parts/notice.tsx';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import { seatName } from '../offline/gate-list.ts';
import { texts } from '../texts.ts';
import { DoubtfulScans } from './doubtful-scans.tsx';
import { SignOut } from './sign-out.tsx';
import type { Counts } from './use-counts.ts';
import type { Gate } from './use-gate.ts';

interface GateMenuProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly gate: Gate;
  readonly counts: Counts | null;
  readonly onChangePost: () => void;
}

/** Counts, what waits or needs a look, and everything that is rarely used. */
export function GateMenu({ open, onClose, gate, counts, onChangePost }: GateMenuProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const { list, state } = gate;
  const number = (value: number) => formatNumber(value, language);
  return (
    <Dialog title={t.more} open={open} onClose={onClose}>
      <div class="stack">
        <DoubtfulScans
          scans={state.doubtful}
          seatOf={({ seatNumber, ticketId }) =>
            seatNumber === null ? (ticketId ?? '') : seatName(list, seatNumber)
          }
        />
        {counts !== null && (
          <section>
            <h3>{t.counts}</h3>
            <p>{t.admittedOf(number(counts.admitted), number(counts.issued - counts.void))}</p>
            {counts.byGate.map(({ gate: name, admitted }) => (
              <p key={name} class="small">
                {t.atGate(name, number(admitted))}
              </p>
            ))}
          </section>
        )}
        {list !== null && (
          <p class="small">{t.list(formatTime(list.loadedAt, language), number(list.tickets.length))}</p>
        )}
        {gate.cannotCheck && <Notice kind="warning">{t.cannotVerify}</Notice>}
        {state.waiting > 0 && <p>{t.waiting(state.waiting)}</p>}
        <Button kind="secondary" onClick={gate.merge}>
          {state.waiting > 0 ? t.mergeNow : t.reloadList}
        </Button>
        <Button kind="secondary" onClick={onChangePost}>
          {t.changePost}
        </Button>
        <div class="row">
          <SignOut />
          <LanguageSwitch />
        </div>
      </div>
    </Dialog>
  );
}
