import type { PartTexts } from './en.ts';

export const texts: PartTexts = {
  loading: '불러오는 중…',
  slow: '서비스가 아직 응답하지 않습니다. 자동으로 다시 시도하고 있습니다.',
  retry: '다시 시도',
  close: '닫기',
  optional: '선택',
  unreachable: '서비스에 연결할 수 없습니다',
  unreachableDetail: '인터넷 연결을 확인해 주세요.',
  retried: '자동으로 다시 시도합니다.',
  toConcerts: '공연 보기',
  toReservations: '예매 내역 보기',
  remaining: (time: string) => `남은 시간 ${time}`,
};
