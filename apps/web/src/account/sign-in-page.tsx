import { Page } from '../shell/parts/page.tsx';

export default function SignInPage() {
  return <Page title="Sign in" />;
}
