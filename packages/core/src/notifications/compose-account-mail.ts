import { TOKEN_LIFE_SECONDS } from '../identity/account-tokens.ts';
import type { AccountNoticeFacts, AccountTemplate, Locale } from './model.ts';
import { BRAND } from './notice-wording.ts';

interface Wording {
  readonly subject: string;
  readonly ask: string;
  readonly code: string;
  readonly life: string;
  readonly ignore: string;
}

const DAYS = TOKEN_LIFE_SECONDS.verify_email / 86_400;
const MINUTES = TOKEN_LIFE_SECONDS.reset_password / 60;

const WORDING: Readonly<Record<Locale, Readonly<Record<AccountTemplate, Wording>>>> = {
  ko: {
    verify_email: {
      subject: '이메일 주소를 확인해 주세요',
      ask: '아래 링크를 열어 이메일 주소를 확인해 주세요.',
      code: '확인 코드',
      life: `링크와 코드는 ${DAYS}일 동안 한 번만 쓸 수 있습니다.`,
      ignore: '가입하지 않으셨다면 이 메일을 무시하셔도 됩니다.',
    },
    reset_password: {
      subject: '비밀번호를 다시 설정해 주세요',
      ask: '아래 링크를 열어 새 비밀번호를 설정해 주세요.',
      code: '재설정 코드',
      life: `링크와 코드는 ${MINUTES}분 동안 한 번만 쓸 수 있습니다.`,
      ignore: '요청하지 않으셨다면 이 메일을 무시하셔도 됩니다. 비밀번호는 바뀌지 않습니다.',
    },
  },
  en: {
    verify_email: {
      subject: 'Please verify your e-mail address',
      ask: 'Open this link to verify your e-mail address.',
      code: 'Verification code',
      life: `The link and the code work once, within ${DAYS} days.`,
      ignore: 'If you did not sign up, you can ignore this mail.',
    },
    reset_password: {
      subject: 'Reset your password',
      ask: 'Open this link to choose a new password.',
      code: 'Reset code',
      life: `The link and the code work once, within ${MINUTES} minutes.`,
      ignore: 'If you did not ask for this, you can ignore this mail. Your password stays as it is.',
    },
  },
};

const PAGES: Readonly<Record<AccountTemplate, string>> = {
  verify_email: 'verify-email',
  reset_password: 'reset-password',
};

/**
 * A mail with a token. Contains only our own words, because a stranger may have entered address and
 * name. The token is in the link's fragment, which browsers send to no server.
 */
export function composeAccountMail(
  { template, locale }: Pick<AccountNoticeFacts, 'template' | 'locale'>,
  token: string,
  publicUrl: string,
): { readonly subject: string; readonly text: string } {
  const { subject, ask, code, life, ignore } = WORDING[locale][template];
  const link = `${publicUrl.replace(/\/$/, '')}/account/${PAGES[template]}#token=${token}`;
  return {
    subject: `[${BRAND[locale]}] ${subject}`,
    text: [ask, '', link, '', `${code}: ${token}`, '', life, ignore, ''].join('\n'),
  };
}
