import { Page } from '../shell/parts/page.tsx';

export default function ConcertPage() {
  return <Page title="Concert" />;
}
