import { Page } from '../shell/parts/page.tsx';

export default function WalletPage() {
  return <Page title="Wallet" />;
}
