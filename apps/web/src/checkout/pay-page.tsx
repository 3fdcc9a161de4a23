import { Page } from '../shell/parts/page.tsx';

export default function PayPage() {
  return <Page title="Pay" />;
}
