const ko = {
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

export const seatMapTexts: { readonly ko: SeatMapTexts; readonly en: SeatMapTexts } = {
  ko,
  en: {
    name: 'Seat map',
    pointer:
      'The list of seats beside it offers the same seats. Arrow keys move between seats, plus and minus zoom, Enter picks.',
    stage: 'Stage',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    whole: 'Whole hall',
    legend: 'Legend',
    state: { A: 'Available', H: 'Held by another fan', S: 'Sold', N: 'Not for sale' },
    chosen: 'Your choice',
    accessible: 'Wheelchair place',
    percent: 'Share of seats that are free',
  },
};

export type SeatMapTexts = typeof ko;

/** A share of free seats. Only none is 0 %, only all is 100 %. */
export function freeShare(share: number): string {
  const percent = Math.round(share * 100);
  if (share > 0 && share < 1) return `${Math.min(99, Math.max(1, percent))}%`;
  return `${percent}%`;
}
