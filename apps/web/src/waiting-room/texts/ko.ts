import type { Estimate } from '../estimate.ts';
import type { RoomTexts } from './en.ts';

const inMinutes = (minutes: number): string => {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [hours > 0 && `${hours}시간`, rest > 0 && `${rest}분`].filter(Boolean).join(' ');
};

export const texts: RoomTexts = {
  room: '대기실',
  leadOf: (artist: string) => `${artist} · 대기실`,
  ahead: '내 앞의 대기 인원',
  people: (count: string) => `${count}명`,
  next: '다음 차례입니다',
  number: '내 순번',
  numberOf: (sequence: string) => `${sequence}번`,
  progress: '대기 진행률',
  wait: '예상 대기 시간',
  estimate: (estimate: Estimate): string => {
    switch (estimate.kind) {
      case 'unknown':
        return '확인할 수 없음';
      case 'under_a_minute':
        return '1분 이내';
      case 'about':
        return `약 ${inMinutes(estimate.minutes)}`;
      case 'between':
        return `${inMinutes(estimate.fromMinutes)} ~ ${inMinutes(estimate.toMinutes)}`;
    }
  },
  unknownWhy: '최근 1분 동안 입장한 사람이 없어 예상 시간을 알 수 없습니다. 순번은 그대로입니다.',
  longer: '입장이 느려져 예상 대기 시간이 늘었습니다. 내 순번은 그대로입니다.',
  pausedTitle: '예매가 잠시 중단되었습니다',
  paused: '순번은 그대로입니다. 다시 열리면 순서대로 입장합니다.',
  soldOutTitle: '남은 좌석이 없습니다',
  soldOut: '순번은 그대로 유지됩니다. 취소되거나 결제되지 않은 좌석이 나오면 순서대로 입장합니다.',
  keepOpen: '이 페이지를 열어 두세요. 새로고침하거나 휴대폰 화면이 꺼졌다 켜져도 순번은 그대로입니다.',
  said: (ahead: string, wait: string) => `내 앞에 ${ahead}명. 예상 대기 시간 ${wait}.`,
  titleAhead: (ahead: string) => `앞에 ${ahead}명`,
  titleAdmitted: '🔔 입장하세요',
  opensIn: '판매 시작까지',
  opensAt: '판매 시작',
  gatheringTitle: '추첨 대기 중입니다',
  gatheringDraw:
    '판매가 시작되면 대기 중인 모든 분의 순번을 한 번에 추첨합니다. 대기실에 입장한 순서는 순번에 영향을 주지 않습니다.',
  gatheringArrival: '판매가 시작되면 도착한 순서대로 입장합니다.',
  gathered: '대기 인원',
  opening: '순번을 정하고 있습니다. 잠시만 기다려 주세요.',
  newPlace: '이전 순번을 찾을 수 없어 새 순번을 받았습니다.',
  slow: '응답이 늦어지고 있습니다. 순번은 그대로입니다.',
  lost: '연결이 끊겼습니다. 순번은 유지되며, 연결되면 자동으로 이어집니다.',
  busy: '접속이 많아 응답이 늦습니다. 순번은 유지되며, 자동으로 다시 확인합니다.',
  admittedTitle: '입장하실 차례입니다',
  admitted: '아래에서 회차와 좌석을 선택해 주세요.',
  passLeft: '남은 시간',
  passHint: '시간이 지나면 입장 권한이 만료되어 대기실에 다시 입장해야 합니다.',
  expiredTitle: '입장 권한이 만료되었습니다',
  expired: '제시간에 입장하지 않았거나, 이용 시간이 끝났거나, 결제를 마쳤습니다.',
  expiredAgain: '대기실에 다시 입장하면 맨 뒤의 새 순번을 받습니다.',
  overTitle: { sale_closed: '판매가 끝났습니다', sold_out: '매진되었습니다' },
  over: {
    sale_closed: '이 공연은 더 이상 예매할 수 없습니다.',
    sold_out: '취소된 좌석이 나오면 다시 판매됩니다.',
  },
  leftTitle: '대기실에서 나갔습니다',
  left: '다른 탭에서 대기실을 나갔습니다.',
  joinAgain: '대기실 다시 입장',
  toConcert: '공연 정보',
  emailTitle: '이메일 인증이 필요합니다',
  email: (address: string) =>
    `${address} 주소로 보낸 메일의 링크를 열면 대기실에 입장할 수 있습니다. 다른 기기에서 열어도 됩니다.`,
  emailAgain: '메일 다시 보내기',
  emailSent: '메일을 다시 보냈습니다. 스팸함도 확인해 주세요.',
  emailDone: '인증을 마쳤습니다. 대기실 입장',
  alerts: '입장 알림',
  notify: '알림 받기',
  notifyOn: '차례가 되면 이 기기에 알림을 보냅니다.',
  notifyDenied: '브라우저 설정에서 알림이 차단되어 있습니다. 소리를 켜 두세요.',
  notifyUnsupported: '이 브라우저에서는 알림을 보낼 수 없습니다. 소리를 켜 두세요.',
  notifyExample: '알림이 켜졌습니다. 차례가 되면 이렇게 알려 드립니다.',
  sound: '소리로 알림',
  notificationTitle: '입장하실 차례입니다',
  leave: '대기실 나가기',
  leaveTitle: '대기실에서 나갈까요?',
  leaveText: '지금 순번이 사라집니다. 다시 입장하면 맨 뒤에서 기다려야 합니다.',
  stay: '계속 기다리기',
  draw: '추첨은 어떻게 하나요?',
  drawOver: '추첨 결과 확인',
};
