import { readPlaces } from '@concert-mania/core/waiting-room/check-draw';
import { useEffect, useId, useState } from 'preact/hooks';
import { formatNumber } from '../../shell/format.ts';
import { Button } from '../../shell/parts/button.tsx';
import { Notice } from '../../shell/parts/notice.tsx';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import type { NotedDraw } from './noted-draw.ts';
import { drawTexts } from './texts.ts';
import { digestOf, findMisplaced, hashOf, shareBefore } from './verify-draw.ts';

interface DrawCheckProps {
  readonly seed: string;
  readonly seedHash: string;
  readonly noted: NotedDraw | null;
}

interface Findings {
  readonly isPromised: boolean;
  /** The value of the own token; null where this device noted none. */
  readonly digest: string | null;
}

/** Checks a published seed with Web Crypto, which browsers have on secure connections only. */
export function DrawCheck({ seed, seedHash, noted }: DrawCheckProps) {
  const texts = useTexts(drawTexts);
  const language = useLanguage();
  const [findings, setFindings] = useState<Findings | null>(null);
  const token = noted?.token ?? null;
  useEffect(() => {
    if (!isSecureContext) return;
    const check = async () => ({
      isPromised: (await hashOf(seed)) === seedHash,
      digest: token === null ? null : await digestOf(seed, token),
    });
    void check().then(setFindings);
  }, [seed, seedHash, token]);

  if (!isSecureContext) return <Notice kind="warning">{texts.unsupported}</Notice>;
  if (findings === null) return <p role="status">{texts.checking}</p>;
  const { isPromised, digest } = findings;
  const expected =
    noted === null || digest === null ? 0 : 1 + Math.floor(shareBefore(digest) * noted.gathered);
  return (
    <>
      {isPromised ? (
        <Notice kind="success">{noted === null ? texts.seedConsistent : texts.seedMatches}</Notice>
      ) : (
        <Notice kind="error">{texts.seedDiffers}</Notice>
      )}
      {noted !== null && digest !== null && (
        <dl class="draw-facts">
          <dt>{texts.digest}</dt>
          <dd>
            <code>{digest}</code>
          </dd>
        </dl>
      )}
      {noted !== null && noted.sequence !== null && (
        <p>
          {texts.expected(
            formatNumber(expected, language),
            formatNumber(noted.gathered, language),
            formatNumber(noted.sequence, language),
          )}
        </p>
      )}
      <OrderCheck seed={seed} noted={noted} />
    </>
  );
}

interface OrderCheckProps {
  readonly seed: string;
  readonly noted: NotedDraw | null;
}

/** Checks the numbers of friends, or a published list, against the draw. */
function OrderCheck({ seed, noted }: OrderCheckProps) {
  const texts = useTexts(drawTexts);
  const language = useLanguage();
  const id = useId();
  const [text, setText] = useState('');
  const [result, setResult] = useState<{ readonly isGood: boolean; readonly text: string } | null>(null);
  const check = async () => {
    const read = readPlaces(text);
    if (!read.ok) {
      const { code, line } = read.error;
      const fault = code === 'not_a_place' ? texts.notAPlace(line) : texts.tokenRepeated(line);
      setResult({ isGood: false, text: fault });
      return;
    }
    const places = new Map(read.value);
    if (noted !== null && noted.sequence !== null) places.set(noted.token, noted.sequence);
    const [pair] = await findMisplaced(seed, places);
    setResult(
      pair === undefined
        ? { isGood: true, text: texts.inOrder(formatNumber(places.size, language)) }
        : { isGood: false, text: texts.misplaced(pair.first.sequence, pair.second.sequence) },
    );
  };
  return (
    <div class="field">
      <label for={id}>{texts.friends}</label>
      <p class="field-hint" id={`${id}-hint`}>
        {texts.friendsHint}
      </p>
      <textarea
        id={id}
        class="input"
        rows={3}
        spellcheck={false}
        aria-describedby={`${id}-hint`}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <div>
        <Button kind="secondary" onClick={check}>
          {texts.check}
        </Button>
      </div>
      {result !== null && <Notice kind={result.isGood ? 'success' : 'error'}>{result.text}</Notice>}
    </div>
  );
}
