import { Page } from '../shell/parts/page.tsx';

export default function ConcertsPage() {
  return <Page title="Concerts" />;
}
