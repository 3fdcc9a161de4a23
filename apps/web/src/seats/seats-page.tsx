import { Page } from '../shell/parts/page.tsx';

export default function SeatsPage() {
  return <Page title="Seats" />;
}
