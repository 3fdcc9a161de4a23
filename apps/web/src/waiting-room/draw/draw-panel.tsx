import type { Place, Serving } from '@concert-mania/client/waiting-room';
import { useEffect, useState } from 'preact/hooks';
import { later } from '../../shell/parts/later.tsx';
import { useTexts } from '../../shell/texts.ts';
import { roomTexts } from '../texts.ts';
import { noteDraw, notedDraw } from './noted-draw.ts';

const DrawSteps = later(async () => (await import('./draw-steps.tsx')).DrawSteps);

interface DrawPanelProps {
  readonly concertId: string;
  readonly place: Place | null;
  /** Null until it is loaded. */
  readonly serving: Serving | null;
}

/** Explains the draw, notes its promise before the opening, and checks it afterwards. */
export function DrawPanel({ concertId, place, serving }: DrawPanelProps) {
  const texts = useTexts(roomTexts);
  const [isOpen, setOpen] = useState(false);
  const [noted, setNoted] = useState(() => notedDraw(concertId).read());
  useEffect(() => {
    if (place === null) return;
    const next = noteDraw(noted, { place, serving });
    if (next === null || next === noted) return;
    notedDraw(concertId).write(next);
    setNoted(next);
  }, [place, serving]);

  const earlier = serving?.earlierShuffles?.find(({ seedHash }) => seedHash === noted?.seedHash);
  const shuffle = earlier ?? serving?.shuffle ?? null;
  const seedHash = noted?.seedHash ?? shuffle?.seedHash;
  if (seedHash === undefined) return null;
  const seed = shuffle?.seed ?? null;
  return (
    <details class="draw card" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{seed === null ? texts.draw : texts.drawOver}</summary>
      <div class="stack">{isOpen && <DrawSteps seed={seed} seedHash={seedHash} noted={noted} />}</div>
    </details>
  );
}
