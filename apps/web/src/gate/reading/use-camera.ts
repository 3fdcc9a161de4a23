import { sleep } from '@concert-mania/client/send';
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { openDetector } from './detector.ts';
import { makeRepeats } from './repeats.ts';

export type CameraState = 'off' | 'starting' | 'on' | 'refused' | 'missing';

/** Between two looks at the picture: quick for a person, and light for the battery. */
const LOOK_EVERY_MS = 120;
const PICTURE: MediaStreamConstraints = {
  video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } },
};

/** Shows the camera in a video element, and tells each code that comes before it. */
export function useCamera(isWanted: boolean, onCode: (code: string) => void) {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<CameraState>('off');
  const listener = useRef(onCode);
  listener.current = onCode;
  useEffect(() => {
    if (!isWanted) return;
    const over = new AbortController();
    setState('starting');
    watch(
      video,
      over.signal,
      () => setState('on'),
      (code) => listener.current(code),
    ).catch((fault: unknown) => {
      if (!over.signal.aborted) setState(stateAfter(fault));
    });
    return () => {
      over.abort();
      setState('off');
    };
  }, [isWanted]);
  return { video, state };
}

const stateAfter = (fault: unknown): CameraState =>
  fault instanceof DOMException && fault.name === 'NotAllowedError' ? 'refused' : 'missing';

async function watch(
  video: RefObject<HTMLVideoElement | null>,
  signal: AbortSignal,
  onStart: () => void,
  onCode: (code: string) => void,
): Promise<void> {
  const [detector, stream] = await Promise.all([
    openDetector(),
    navigator.mediaDevices.getUserMedia(PICTURE),
  ]);
  const stop = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const element = video.current;
  if (element === null || signal.aborted) return;
  element.srcObject = stream;
  await element.play();
  onStart();
  const repeats = makeRepeats();
  while (!signal.aborted) {
    // A picture that cannot be read is followed by others.
    const [found] = await detector.detect(element).catch(() => []);
    if (found !== undefined && repeats.isNew(found.rawValue, performance.now())) onCode(found.rawValue);
    await sleep(LOOK_EVERY_MS, signal).catch(() => undefined);
  }
}
