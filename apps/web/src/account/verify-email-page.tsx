import { Page } from '../shell/parts/page.tsx';

export default function VerifyEmailPage() {
  return <Page title="Verify email" />;
}
