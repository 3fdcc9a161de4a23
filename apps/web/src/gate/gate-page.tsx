import { Page } from '../shell/parts/page.tsx';

export function GatePage() {
  return <Page title="Gate" />;
}
