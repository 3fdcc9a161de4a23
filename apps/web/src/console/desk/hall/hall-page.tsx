import { useState } from 'preact/hooks';
import { seatAt } from '../../../seats/live/hall.ts';
import type { LiveHall } from '../../../seats/live/use-live-seats.ts';
import { Button } from '../../../shell/parts/button.tsx';
import { Notice } from '../../../shell/parts/notice.tsx';
import { Page } from '../../../shell/parts/page.tsx';
import { Show } from '../../../shell/parts/states.tsx';
import type { PageProps } from '../../../shell/routing/router.tsx';
import { useTexts } from '../../../shell/texts.ts';
import { deskTexts } from '../texts.ts';
import { BlockForm } from './block-form.tsx';
import { ChosenSeats } from './chosen-seats.tsx';
import { HallMap } from './hall-map.tsx';
import { canChoose, MODES, type Mode } from './modes.ts';
import { SellForm } from './sell-form.tsx';
import { useHall } from './use-hall.ts';

/** Sells, blocks and unblocks seats of one performance. */
export function HallPage({ params: { performanceId = '' } }: PageProps) {
  const t = useTexts(deskTexts);
  const hall = useHall(performanceId);
  return (
    <Page
      title={t.hallTitle}
      width="wide"
      actions={
        <a class="tall-link" href="/console/desk">
          {t.back}
        </a>
      }
    >
      <Show of={hall.loaded}>
        {(live) => <HallWork live={live} map={hall.map} performanceId={performanceId} />}
      </Show>
    </Page>
  );
}

interface HallWorkProps {
  readonly live: LiveHall;
  readonly map: ReturnType<typeof useHall>['map'];
  readonly performanceId: string;
}

function HallWork({ live, map, performanceId }: HallWorkProps) {
  const t = useTexts(deskTexts);
  const [mode, setMode] = useState<Mode>('sell');
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [refused, setRefused] = useState<number | null>(null);
  const clear = () => setChosen(new Set());
  const pick = (seatNumber: number) => {
    const next = new Set(chosen);
    const isFit = canChoose(mode, live, seatNumber);
    setRefused(isFit || chosen.has(seatNumber) ? null : seatNumber);
    if (!next.delete(seatNumber) && isFit) next.add(seatNumber);
    setChosen(next);
  };
  const change = (to: Mode) => {
    setMode(to);
    setRefused(null);
    clear();
  };
  // Others sell and block too.
  const seatNumbers = [...chosen].filter((seatNumber) => canChoose(mode, live, seatNumber));
  const form = { performanceId, seatNumbers, onDone: clear };
  return (
    <HallMap live={live} map={map} chosen={chosen} onPick={pick}>
      <fieldset class="row desk-modes">
        <legend class="visually-hidden">{t.hallTitle}</legend>
        {MODES.map((name) => (
          <Button
            key={name}
            kind={mode === name ? 'primary' : 'secondary'}
            aria-pressed={mode === name}
            onClick={() => change(name)}
          >
            {t.mode[name]}
          </Button>
        ))}
      </fieldset>
      <p class="muted small">{t.modeLead[mode]}</p>
      {refused !== null && (
        <Notice kind="warning">
          {t.cannotChoose[mode]}: {seatAt(live.hall.layout, refused).label}
        </Notice>
      )}
      <ChosenSeats live={live} seatNumbers={seatNumbers} onClear={clear} />
      {mode === 'sell' ? <SellForm {...form} live={live} /> : <BlockForm key={mode} {...form} mode={mode} />}
    </HallMap>
  );
}
