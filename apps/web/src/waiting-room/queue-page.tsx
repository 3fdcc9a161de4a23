import { Page } from '../shell/parts/page.tsx';

export default function QueuePage() {
  return <Page title="Queue" />;
}
