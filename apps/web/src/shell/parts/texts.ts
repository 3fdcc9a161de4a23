export const partTexts = {
  ko: {
    loading: '불러오는 중…',
    retry: '다시 시도',
    close: '닫기',
    optional: '선택',
    unreachable: '서비스에 연결할 수 없습니다',
    unreachableDetail: '인터넷 연결을 확인한 뒤 다시 시도해 주세요.',
    remaining: (time: string) => `남은 시간 ${time}`,
  },
  en: {
    loading: 'Loading…',
    retry: 'Try again',
    close: 'Close',
    optional: 'optional',
    unreachable: 'The service cannot be reached',
    unreachableDetail: 'Check your connection, then try again.',
    remaining: (time: string) => `${time} left`,
  },
};
