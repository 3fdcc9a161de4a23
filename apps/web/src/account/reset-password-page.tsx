import { Page } from '../shell/parts/page.tsx';

export default function ResetPasswordPage() {
  return <Page title="Reset password" />;
}
