import { useTexts } from '../../shell/texts.ts';
import { DrawCheck } from './draw-check.tsx';
import type { NotedDraw } from './noted-draw.ts';
import { drawTexts } from './texts.ts';

interface DrawStepsProps {
  /** Null before the opening. */
  readonly seed: string | null;
  readonly seedHash: string;
  readonly noted: NotedDraw | null;
}

/** How the draw works, its figures and, after the opening, the check. */
export function DrawSteps({ seed, seedHash, noted }: DrawStepsProps) {
  const texts = useTexts(drawTexts);
  return (
    <>
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
    </>
  );
}
