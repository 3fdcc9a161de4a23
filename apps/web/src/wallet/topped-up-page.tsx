import { Page } from '../shell/parts/page.tsx';

export default function ToppedUpPage() {
  return <Page title="Topped up" />;
}
