import { Page } from '../shell/parts/page.tsx';

export default function SignUpPage() {
  return <Page title="Sign up" />;
}
