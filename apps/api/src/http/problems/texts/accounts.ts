import { entry } from './entry.ts';

/** Problems of accounts, logins and sessions. */
export const accountProblems = {
  weak_password: entry(
    400,
    ['사용할 수 없는 비밀번호입니다', '흔히 쓰이지 않는 8자 이상 128자 이하의 비밀번호를 쓰세요.'],
    ['The password is too weak', 'Use 8 to 128 characters that are not a common password.'],
  ),
  token_invalid: entry(
    400,
    ['링크나 코드를 쓸 수 없습니다', '이미 쓰였거나 기한이 지났습니다. 메일을 다시 요청해 주세요.'],
    ['The link or code is no longer valid', 'It was used or has expired. Request a new mail.'],
  ),
  unauthenticated: entry(
    401,
    ['로그인이 필요합니다', '로그인한 뒤 다시 시도해 주세요.'],
    ['You are not signed in', 'Sign in, then try again.'],
  ),
  invalid_credentials: entry(
    401,
    ['이메일 또는 비밀번호가 맞지 않습니다', '입력한 내용을 확인하고 다시 시도해 주세요.'],
    ['The e-mail address or the password is wrong', 'Check both and try again.'],
  ),
  second_factor_required: entry(
    401,
    ['인증 코드가 필요합니다', '인증 앱의 코드나 복구 코드를 입력해 주세요.'],
    ['A code is required', 'Enter the code of your authenticator app, or a recovery code.'],
  ),
  second_factor_invalid: entry(
    401,
    ['인증 코드가 맞지 않습니다', '이미 사용한 코드라면 다음 코드를 기다려 주세요.'],
    ['The code is wrong', 'If you used this code already, wait for the next one.'],
  ),
  second_factor_setup_required: entry(
    403,
    ['2단계 인증을 설정해야 합니다', '내 계정에서 2단계 인증을 설정한 뒤 다시 로그인해 주세요.'],
    ['A second factor must be set up', 'Set it up in your account, then sign in again.'],
  ),
  second_factor_exists: entry(
    409,
    ['2단계 인증이 이미 설정되어 있습니다', '바꾸려면 먼저 해제해 주세요.'],
    ['A second factor is already set up', 'Remove it before you set up another one.'],
  ),
  second_factor_not_found: entry(
    404,
    ['2단계 인증이 설정되어 있지 않습니다', '해제할 것이 없습니다.'],
    ['No second factor is set up', 'There is nothing to remove.'],
  ),
  code_invalid: entry(
    400,
    ['인증 코드가 맞지 않습니다', '인증 앱에 지금 표시된 코드를 입력해 주세요.'],
    ['The code is wrong', 'Enter the code that the authenticator app shows now.'],
  ),
  reauthentication_required: entry(
    403,
    ['다시 로그인해야 합니다', '비밀번호를 다시 입력하거나 다시 로그인해 주세요.'],
    ['You must sign in again for this', 'Enter your password, or sign in again first.'],
  ),
  session_not_found: entry(
    404,
    ['로그인 세션을 찾을 수 없습니다', '이미 끝났을 수 있습니다.'],
    ['The session was not found', 'It may have ended already.'],
  ),
  invalid_refresh_token: entry(
    401,
    ['로그인이 만료되었습니다', '다시 로그인해 주세요.'],
    ['The session has ended', 'Sign in again.'],
  ),
  refresh_token_reused: entry(
    401,
    ['보안을 위해 로그아웃했습니다', '같은 로그인 정보가 두 번 쓰였습니다. 다시 로그인해 주세요.'],
    ['You were signed out for security', 'The same sign-in was used twice. Sign in again.'],
  ),
  forbidden: entry(
    403,
    ['권한이 없습니다', '이 계정의 역할로는 쓸 수 없는 기능입니다.'],
    ['You are not allowed to do this', 'The role of your account does not allow it.'],
  ),
  email_not_verified: entry(
    403,
    ['이메일 주소를 확인해 주세요', '받으신 확인 메일의 링크를 열거나, 확인 메일을 다시 요청해 주세요.'],
    [
      'Your e-mail address is not verified',
      'Open the link in the verification mail, or request another mail.',
    ],
  ),
  account_not_found: entry(
    404,
    ['계정을 찾을 수 없습니다', '계정 번호를 확인해 주세요.'],
    ['The account was not found', 'Check the account id.'],
  ),
  account_disabled: entry(
    403,
    ['사용이 중지된 계정입니다', '고객센터에 문의해 주세요.'],
    ['This account is disabled', 'Contact the box office.'],
  ),
  last_admin: entry(
    409,
    ['마지막 관리자입니다', '먼저 다른 계정을 관리자로 지정해 주세요.'],
    ['This is the last administrator', 'Make another account an administrator first.'],
  ),
  email_taken: entry(
    409,
    ['이미 가입된 이메일입니다', '로그인하거나 다른 이메일로 가입해 주세요.'],
    ['The e-mail address is taken', 'Sign in, or sign up with another address.'],
  ),
  account_in_use: entry(
    409,
    ['아직 쓰이고 있는 계정입니다', '표시된 예매, 결제, 잔액을 정리한 뒤 다시 시도해 주세요.'],
    ['The account is in use', 'Settle the listed reservations, payments or balance, then try again.'],
  ),
} as const;
