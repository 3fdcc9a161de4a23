import { useEffect, useState } from 'preact/hooks';
import { SignIn } from '../account/sign-in.tsx';
import { LanguageSwitch } from '../shell/frame/language-switch.tsx';
import { Notice } from '../shell/parts/notice.tsx';
import { Page } from '../shell/parts/page.tsx';
import { Loading } from '../shell/parts/states.tsx';
import { useMe } from '../shell/session.ts';
import { useTexts } from '../shell/texts.ts';
import { ChoosePost } from './choosing/choose-post.tsx';
import { type DeviceStore, openDeviceStore } from './offline/device-store.ts';
import { loadList } from './offline/load-list.ts';
import { type KeptPost, LIST_KEY, POST_KEY } from './post.ts';
import { ScanPage } from './scanning/scan-page.tsx';
import { SignOut } from './scanning/sign-out.tsx';
import { isWaiting } from './scans/scan.ts';
import { texts } from './texts.ts';

const STEWARDS: readonly string[] = ['steward', 'box_office', 'admin'];

interface Kept {
  readonly device: DeviceStore;
  /** Null until a performance is chosen. */
  readonly post: KeptPost | null;
  readonly lastGate: string;
  readonly waiting: number;
}

async function readDevice(): Promise<Kept> {
  const device = await openDeviceStore(Date.now());
  const post = (await device.read<KeptPost>(POST_KEY)) ?? null;
  const waiting = (await device.all()).filter(isWaiting).length;
  return { device, post, lastGate: post?.gate ?? '', waiting };
}

/** Signs in, chooses a post, then scans. Without a network it uses the data of the device. */
export function GateApp() {
  const t = useTexts(texts);
  const me = useMe();
  const [kept, setKept] = useState<Kept | null>(null);
  const [isBroken, setBroken] = useState(false);
  useEffect(() => {
    readDevice().then(setKept, () => setBroken(true));
    // The browser may otherwise remove what it keeps when space is short.
    void navigator.storage?.persist?.().catch(() => false);
  }, [me === null]);

  if (isBroken) return <Outside>{<Notice kind="error">{t.cannotStore}</Notice>}</Outside>;
  if (kept === null) return <Loading />;
  if (me === null) {
    const lead = kept.waiting > 0 ? t.signInToMerge(kept.waiting) : t.signInLead;
    return <Outside>{<SignIn lead={lead} />}</Outside>;
  }
  if (me !== undefined && !STEWARDS.includes(me.role)) {
    return (
      <Outside>
        <Page title={t.notAllowed} lead={t.notAllowedLead} width="narrow">
          <SignOut />
        </Page>
      </Outside>
    );
  }
  const { device, post } = kept;
  if (post !== null) {
    const leave = () => setKept({ ...kept, post: null });
    return <ScanPage key={post.performanceId + post.gate} device={device} post={post} onChangePost={leave} />;
  }
  if (me === undefined) return <Loading />;
  const choose = async (chosen: KeptPost): Promise<void> => {
    await device.write(LIST_KEY, await loadList(chosen.performanceId, null));
    await device.write(POST_KEY, chosen);
    setKept({ ...kept, post: chosen, lastGate: chosen.gate });
  };
  return (
    <Outside>
      <ChoosePost gate={kept.lastGate} onChoose={choose} />
    </Outside>
  );
}

/** Around the pages before the scanning. */
function Outside({ children }: { readonly children: preact.ComponentChildren }) {
  return (
    <>
      <header class="top">
        <div class="top-inner">
          <a class="brand" href="/gate">
            <img src="/icon.svg" alt="" width="28" height="28" />
            Concert Mania
          </a>
          <LanguageSwitch />
        </div>
      </header>
      <main id="content">{children}</main>
    </>
  );
}
