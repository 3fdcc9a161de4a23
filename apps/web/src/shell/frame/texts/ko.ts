import type { FrameTexts } from './en.ts';

export const texts: FrameTexts = {
  skip: '본문으로 건너뛰기',
  main: '주요 메뉴',
  concerts: '공연',
  reservations: '예매 내역',
  wallet: '지갑',
  account: '내 계정',
  signIn: '로그인',
  language: '언어',
  offline: '인터넷에 연결되어 있지 않습니다. 연결되면 이어서 진행합니다.',
  footer: '좌석은 요청이 도착한 순서대로 배정됩니다.',
  notFound: '페이지를 찾을 수 없습니다',
  notFoundLead: '주소를 확인하거나 공연 목록에서 다시 찾아 주세요.',
  broken: '페이지를 표시하지 못했습니다',
  brokenLead: '새로고침해 주세요. 진행 중이던 예매는 그대로 남아 있습니다.',
  reload: '새로고침',
};
