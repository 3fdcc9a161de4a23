import type { LinkTexts } from './en.ts';

export const texts: LinkTexts = {
  signIn: '로그인',
  verifyTitle: '이메일 확인',
  verifying: '이메일 주소를 확인하는 중입니다…',
  verified: '이메일 주소가 확인되었습니다.',
  verifyLead: (email: string) => `${email} 주소로 보낸 메일의 링크를 열어 주세요.`,
  verifySignedOut: '확인 메일의 링크를 열어 주세요. 새 메일이 필요하면 먼저 로그인해 주세요.',
  verifyOldLink: '이미 사용했거나 오래된 링크일 수 있습니다. 확인 메일을 다시 받아 주세요.',
  resend: '확인 메일 다시 보내기',
  resent: '확인 메일을 보냈습니다.',
  seeConcerts: '공연 보기',
  goOn: '계속하기',
  resetTitle: '비밀번호 재설정',
  resetLead: '가입하신 이메일로 재설정 링크를 보내 드립니다.',
  resetAsk: '링크 보내기',
  resetAsked: '가입된 주소라면 몇 분 안에 메일이 도착합니다. 스팸함도 확인해 주세요.',
  resetConfirmLead: '새 비밀번호를 정하면 모든 기기에서 로그아웃됩니다.',
  resetConfirm: '비밀번호 변경',
  resetDone: '비밀번호를 바꿨습니다. 새 비밀번호로 로그인해 주세요.',
  resetAgain: '새 링크 받기',
};
