import type { SeatMapTexts } from './en.ts';

export const texts: SeatMapTexts = {
  name: '좌석 배치도',
  pointer:
    '좌석 목록에서도 같은 좌석을 선택할 수 있습니다. 화살표 키로 좌석 사이를 이동하고, 더하기와 빼기 키로 확대·축소하며, Enter 키로 선택합니다.',
  stage: '무대',
  zoomIn: '확대',
  zoomOut: '축소',
  whole: '전체 보기',
  legend: '범례',
  state: { A: '선택 가능', H: '다른 사람이 선점', S: '판매 완료', N: '판매하지 않음' },
  chosen: '선택한 좌석',
  accessible: '휠체어석',
  percent: '구역별 잔여석 비율',
};
