import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../shell/parts/button.tsx';
import { Notice } from '../../shell/parts/notice.tsx';
import { useMe } from '../../shell/session.ts';
import { useTexts } from '../../shell/texts.ts';
import { AnswerPanel } from '../answering/answer-panel.tsx';
import { allowSound } from '../answering/signals.ts';
import type { DeviceStore } from '../offline/device-store.ts';
import { seatName } from '../offline/gate-list.ts';
import type { KeptPost } from '../post.ts';
import { useCamera } from '../reading/use-camera.ts';
import { useWakeLock } from '../reading/use-wake-lock.ts';
import { useWedge } from '../reading/use-wedge.ts';
import { texts } from '../texts.ts';
import { EnterCode } from './enter-code.tsx';
import { GateMenu } from './gate-menu.tsx';
import { StatusBar } from './status-bar.tsx';
import { useCounts } from './use-counts.ts';
import { useGate } from './use-gate.ts';

interface ScanPageProps {
  readonly device: DeviceStore;
  readonly post: KeptPost;
  readonly onChangePost: () => void;
}

type Open = 'code' | 'menu' | null;

/** Scans tickets and shows the answers. */
export function ScanPage({ device, post, onChangePost }: ScanPageProps) {
  const t = useTexts(texts);
  const hasSession = Boolean(useMe());
  const gate = useGate(device, post, hasSession);
  const counts = useCounts(post.performanceId, hasSession && gate.state.isOnline);
  const [open, setOpen] = useState<Open>(null);
  const [wantsCamera, setWantsCamera] = useState(false);
  const camera = useCamera(wantsCamera, gate.checkIn);
  useWedge(gate.checkIn);
  useWakeLock();
  const { answer, list, state } = gate;
  const seatNumber = answer?.scan.seatNumber ?? null;
  const isOurs = answer !== null && answer.verdict.result !== 'wrong_performance';
  const close = () => setOpen(null);
  useEffect(() => {
    document.title = `${post.gate} · ${t.title}`;
  }, [t]);
  return (
    <main id="content" class={`gate gate-${gate.isBusy ? 'busy' : (answer?.verdict.result ?? 'ready')}`}>
      <StatusBar post={post} state={state} counts={counts} onOpen={() => setOpen('menu')} />
      {gate.hasFailed && <Notice kind="error">{t.cannotStore}</Notice>}
      <AnswerPanel
        answer={answer}
        isBusy={gate.isBusy}
        seat={seatNumber !== null && isOurs ? seatName(list, seatNumber) : null}
      />
      {wantsCamera && <CameraView {...camera} />}
      <div class="gate-controls">
        <Button
          kind={wantsCamera ? 'secondary' : 'primary'}
          onClick={() => {
            allowSound();
            setWantsCamera(!wantsCamera);
          }}
        >
          {wantsCamera ? t.cameraOff : t.camera}
        </Button>
        <Button kind="secondary" onClick={() => setOpen('code')}>
          {t.enter}
        </Button>
      </div>
      <EnterCode open={open === 'code'} onClose={close} onCode={gate.checkIn} />
      <GateMenu
        open={open === 'menu'}
        onClose={close}
        gate={gate}
        counts={counts}
        onChangePost={onChangePost}
      />
    </main>
  );
}

function CameraView({ video, state }: ReturnType<typeof useCamera>) {
  const t = useTexts(texts);
  const words = { starting: t.cameraStarting, refused: t.cameraRefused, missing: t.cameraMissing };
  return (
    <div class="gate-camera">
      <video ref={video} muted playsInline aria-label={t.cameraShows} hidden={state !== 'on'} />
      {(state === 'starting' || state === 'refused' || state === 'missing') && (
        <p role="status">{words[state]}</p>
      )}
    </div>
  );
}
