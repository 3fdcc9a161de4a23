import type { AccountTexts } from './en.ts';

export const texts: AccountTexts = {
  signIn: '로그인',
  signInLead: '예매하려면 로그인이 필요합니다.',
  signUp: '회원가입',
  noAccount: '계정이 없으신가요?',
  hasAccount: '이미 계정이 있으신가요?',
  forgot: '비밀번호를 잊으셨나요?',
  email: '이메일',
  password: '비밀번호',
  newPassword: '새 비밀번호',
  passwordHint: '8자 이상. 흔한 비밀번호는 쓸 수 없습니다.',
  name: '이름',
  phone: '휴대전화',
  phoneHint: '문자 알림을 받을 번호입니다. 예: 010-1234-5678',
  code: '인증 코드',
  codeHint: '인증 앱의 6자리 코드나 복구 코드를 입력해 주세요.',
  codeLead: '이 계정은 2단계 인증을 사용합니다.',
  back: '처음으로',
  create: '가입하기',
};
