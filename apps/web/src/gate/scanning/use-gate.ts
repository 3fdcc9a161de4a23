import { sleep } from '@concert-mania/client/send';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { allowSound, signal } from '../answering/signals.ts';
import { canCheckCodes } from '../deciding/read-ticket.ts';
import type { DeviceStore } from '../offline/device-store.ts';
import type { KeptList } from '../offline/gate-list.ts';
import type { KeptPost } from '../post.ts';
import type { Answer, GateState } from '../scans/check-ins.ts';
import { type OpenGate, openGate } from './open-gate.ts';

const LOOK_EVERY_MS = 5_000;
const RELOAD_LIST_MS = 60_000;
/** More characters than any code of ours has. The API refuses longer ones. */
const MOST_CODE_CHARACTERS = 500;

export interface Gate {
  readonly state: GateState;
  readonly list: KeptList | null;
  readonly answer: Answer | null;
  readonly isBusy: boolean;
  /** The device cannot keep scans, so it decides none. */
  readonly hasFailed: boolean;
  /** This browser cannot check codes, so it needs a network. */
  readonly cannotCheck: boolean;
  readonly checkIn: (code: string) => void;
  /** Merges what waits now, and loads the list of tickets again. */
  readonly merge: () => void;
}

const FIRST_STATE: GateState = { isOnline: false, waiting: 0, doubtful: [] };

type Opened = Promise<OpenGate>;

/** The work at a post: answers scans, and merges in the background while there is a session. */
export function useGate(device: DeviceStore, post: KeptPost, hasSession: boolean): Gate {
  const [state, setState] = useState(FIRST_STATE);
  const [list, setList] = useState<KeptList | null>(null);
  const [hasFailed, setFailed] = useState(false);
  const [cannotCheck, setCannotCheck] = useState(false);
  const fail = useCallback(() => setFailed(true), []);
  const [opened] = useState(() => openGate(device, post, hasSession && navigator.onLine, setState));
  const merge = useMerging(opened, hasSession, setList, fail);
  const answers = useAnswers(opened, merge, fail);
  useEffect(() => {
    void canCheckCodes().then((can) => setCannotCheck(!can));
    opened.then(({ list: kept }) => setList(kept())).catch(fail);
  }, [opened, fail]);
  return { state, list, hasFailed, cannotCheck, merge, ...answers };
}

/** Merges in the background while there is a session. Gives a function that merges now. */
function useMerging(
  opened: Opened,
  hasSession: boolean,
  onList: (list: KeptList) => void,
  onFault: () => void,
): () => void {
  const wake = useRef(() => {});
  useEffect(() => {
    if (!hasSession) return;
    const over = new AbortController();
    const noteWake = (onWake: () => void) => {
      wake.current = onWake;
    };
    keepMerged(opened, over.signal, noteWake, onList).catch(onFault);
    return () => over.abort();
  }, [opened, hasSession, onList, onFault]);
  return useCallback(() => wake.current(), []);
}

/** Answers scans, and shows and sounds the newest answer. */
function useAnswers(
  opened: Opened,
  mergeNow: () => void,
  onFault: () => void,
): Pick<Gate, 'answer' | 'isBusy' | 'checkIn'> {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [busy, setBusy] = useState(0);
  const checkIn = async (code: string) => {
    allowSound();
    setBusy((count) => count + 1);
    try {
      const { checkIns } = await opened;
      const next = await checkIns.checkIn(code);
      setAnswer(next);
      signal(next.verdict.result);
      // There is a network, and only earlier scans kept this one from being sent.
      if (next.by === 'device' && checkIns.state().isOnline) mergeNow();
    } catch {
      onFault();
    } finally {
      setBusy((count) => count - 1);
    }
  };
  return {
    answer,
    isBusy: busy > 0,
    // Codes have capitals alone; a scanner with Caps Lock types small letters.
    checkIn: (text) => {
      const code = text.trim().toUpperCase().slice(0, MOST_CODE_CHARACTERS);
      if (code !== '') void checkIn(code);
    },
  };
}

/** Looks every few seconds whether scans wait, the network is back or the list is old. */
async function keepMerged(
  opened: Opened,
  over: AbortSignal,
  onReady: (wake: () => void) => void,
  onList: (list: KeptList) => void,
): Promise<void> {
  const { checkIns, list, reloadList } = await opened;
  let loadedMs = 0;
  let woken = new AbortController();
  const wake = () => {
    loadedMs = 0;
    woken.abort();
  };
  onReady(wake);
  addEventListener('online', wake, { signal: over });
  addEventListener('offline', checkIns.noteOffline, { signal: over });
  while (!over.aborted) {
    const { isOnline, waiting } = checkIns.state();
    try {
      if (!isOnline || performance.now() - loadedMs > RELOAD_LIST_MS || loadedMs === 0) {
        await reloadList();
        loadedMs = performance.now();
        onList(list());
      }
      if (!isOnline || waiting > 0) await checkIns.merge();
    } catch {
      checkIns.noteOffline();
    }
    woken = new AbortController();
    await sleep(LOOK_EVERY_MS, AbortSignal.any([over, woken.signal])).catch(() => undefined);
  }
}
