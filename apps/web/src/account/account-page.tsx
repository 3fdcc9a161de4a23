import { Page } from '../shell/parts/page.tsx';

export default function AccountPage() {
  return <Page title="Account" />;
}
