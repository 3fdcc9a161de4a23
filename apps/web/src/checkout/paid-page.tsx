import { Page } from '../shell/parts/page.tsx';

export default function PaidPage() {
  return <Page title="Paid" />;
}
