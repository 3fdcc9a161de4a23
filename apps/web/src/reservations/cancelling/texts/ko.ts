import type { CancellingTexts } from './en.ts';

export const texts: CancellingTexts = {
  releaseText: '좌석은 다시 판매되며, 결제되지 않습니다.',
  notCancellable: '이 예매는 지금 취소할 수 없습니다',
  notCancellableText: '공연이 시작되었거나 취소 기한이 지났습니다.',
  price: '좌석 금액',
  fee: '취소 수수료',
  refund: '환불 금액',
  refundTo: {
    wallet: '지갑으로 바로 환불됩니다.',
    gateway: '결제한 카드로 환불됩니다.',
    cash: '매표소에서 환불됩니다.',
    card_terminal: '매표소에서 환불됩니다.',
    complimentary: '',
  },
  later: '취소 시점에 따라 수수료가 달라집니다',
  until: (time: string) => `${time} 전까지`,
  feeIs: (fee: string) => `수수료 ${fee}`,
  free: '수수료 없음',
  confirmCancel: (refund: string) => `취소하고 ${refund} 환불받기`,
  confirmCancelFree: '예매 취소하기',
  confirmCancelSeats: '선택한 좌석 취소하기',
  chooseSeats: '취소할 좌석',
  chooseOne: '취소할 좌석을 선택해 주세요.',
  confirmRelease: '선점 취소하기',
  keep: '유지하기',
  feeChanged: '취소 수수료는 취소가 처리되는 시점을 기준으로 계산됩니다.',
};
