import type { DeclineTexts } from './en.ts';

export const texts: DeclineTexts = {
  reason: (reason: string) => `거절 사유: ${reason}`,
  reasons: {
    REJECT_CARD_COMPANY: '카드사가 승인하지 않았습니다',
    INVALID_STOPPED_CARD: '정지된 카드입니다',
    INVALID_CARD_LOST_OR_STOLEN: '분실 또는 도난 신고된 카드입니다',
    INVALID_CARD_EXPIRATION: '카드 유효기간이 올바르지 않습니다',
    INVALID_CARD_NUMBER: '카드 번호가 올바르지 않습니다',
    INVALID_PASSWORD: '비밀번호가 올바르지 않습니다',
    EXCEED_MAX_AMOUNT: '카드 한도를 넘었습니다',
    NEVER_SENT: '결제 요청이 제시간에 결제사에 전달되지 않았습니다',
    NOT_FOUND_PAYMENT_SESSION: '결제창을 연 지 너무 오래되었습니다',
  } as Readonly<Record<string, string>>,
};
