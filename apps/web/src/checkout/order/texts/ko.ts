import type { OrderTexts } from './en.ts';

export const texts: OrderTexts = {
  order: '주문 내용',
  seats: '좌석',
  total: (seats: number) => `합계 (${seats}석)`,
  payWithin: '결제까지 남은 시간',
  timeIsUp: '시간이 끝났습니다. 좌석 상태를 확인하고 있습니다.',
};
