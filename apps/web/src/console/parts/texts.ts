export const partTexts = {
  ko: {
    type: (words: string) => `계속하려면 “${words}”을(를) 입력해 주세요`,
    back: '취소',
    more: '더 보기',
    reload: '새로고침',
    save: '저장',
    none: '없음',
    stateNames: { A: '판매 가능', H: '결제 중', S: '판매 완료', N: '막음 또는 판매하지 않음' },
    seconds: (n: number) =>
      n < 90 ? `${Math.round(n)}초` : n < 5_400 ? `${Math.round(n / 60)}분` : `${Math.round(n / 3_600)}시간`,
  },
  en: {
    type: (words: string) => `Type “${words}” to go on`,
    back: 'Cancel',
    more: 'More',
    reload: 'Reload',
    save: 'Save',
    none: 'None',
    stateNames: { A: 'Available', H: 'Being paid', S: 'Sold', N: 'Blocked or not for sale' },
    seconds: (n: number) =>
      n < 90 ? `${Math.round(n)} s` : n < 5_400 ? `${Math.round(n / 60)} min` : `${Math.round(n / 3_600)} h`,
  },
};
