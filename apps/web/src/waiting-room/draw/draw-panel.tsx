import type { Place, Serving } from '@concert-mania/client/waiting-room';
import { useEffect, useState } from 'preact/hooks';
import { useTexts } from '../../shell/texts.ts';
import { DrawCheck } from './draw-check.tsx';
import { noteDraw, notedDraw } from './noted-draw.ts';
import { drawTexts } from './texts.ts';

interface DrawPanelProps {
  readonly concertId: string;
  readonly place: Place | null;
  /** Null until it is loaded. */
  readonly serving: Serving | null;
}

/** Explains the draw, notes its promise before the opening, and checks it afterwards. */
export function DrawPanel({ concertId, place, serving }: DrawPanelProps) {
  const texts = useTexts(drawTexts);
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
    <details class="draw card">
      <summary>{seed === null ? texts.title : texts.titleOver}</summary>
      <div class="stack">
        <ol>
          {texts.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <dl class="draw-facts">
          <dt>{noted === null ? texts.promised : texts.promisedNoted}</dt>
          <dd>
            <code>{seedHash}</code>
          </dd>
          {noted !== null && (
            <>
              <dt>{texts.token}</dt>
              <dd>
                <code>{noted.token}</code>
              </dd>
            </>
          )}
          {seed !== null && (
            <>
              <dt>{texts.seed}</dt>
              <dd>
                <code>{seed}</code>
              </dd>
            </>
          )}
        </dl>
        {seed === null ? (
          <p class="muted small">
            {noted !== null && texts.noted} {texts.after}
          </p>
        ) : (
          <DrawCheck seed={seed} seedHash={seedHash} noted={noted} />
        )}
      </div>
    </details>
  );
}
