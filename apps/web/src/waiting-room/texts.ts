import type { Estimate } from './estimate.ts';

const koMinutes = (minutes: number): string => {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [hours > 0 && `${hours}시간`, rest > 0 && `${rest}분`].filter(Boolean).join(' ');
};

const enMinutes = (minutes: number): string => {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [hours > 0 && `${hours} h`, rest > 0 && `${rest} min`].filter(Boolean).join(' ');
};

export const roomTexts = {
  ko: {
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
          return `약 ${koMinutes(estimate.minutes)}`;
        case 'between':
          return `${koMinutes(estimate.fromMinutes)} ~ ${koMinutes(estimate.toMinutes)}`;
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
  },
  en: {
    room: 'Waiting room',
    leadOf: (artist: string) => `${artist} · Waiting room`,
    ahead: 'People ahead of you',
    people: (count: string) => count,
    next: 'You are next',
    number: 'Your number',
    numberOf: (sequence: string) => sequence,
    progress: 'Progress to your turn',
    wait: 'Estimated wait',
    estimate: (estimate: Estimate): string => {
      switch (estimate.kind) {
        case 'unknown':
          return 'Not known now';
        case 'under_a_minute':
          return 'Less than a minute';
        case 'about':
          return `About ${enMinutes(estimate.minutes)}`;
        case 'between':
          return `${enMinutes(estimate.fromMinutes)} to ${enMinutes(estimate.toMinutes)}`;
      }
    },
    unknownWhy: 'No fan was let in during the last minute, so the wait is not known. You keep your number.',
    longer: 'The wait has become longer, because fans are let in more slowly. You keep your number.',
    pausedTitle: 'The sale is paused',
    paused: 'You keep your number. Admission goes on in order when the sale resumes.',
    soldOutTitle: 'No seats are left',
    soldOut: 'You keep your number. If seats are cancelled or not paid for, admission goes on in order.',
    keepOpen: 'Keep this page open. Your number stays when you reload it or when your phone goes to sleep.',
    said: (ahead: string, wait: string) => `${ahead} people ahead of you. Estimated wait: ${wait}.`,
    titleAhead: (ahead: string) => `${ahead} ahead`,
    titleAdmitted: '🔔 Your turn',
    opensIn: 'Sale opens in',
    opensAt: 'Sale opens',
    gatheringTitle: 'You take part in the draw',
    gatheringDraw:
      'When the sale opens, everybody who is here gets a number by one draw. The order in which you came does not count.',
    gatheringArrival: 'When the sale opens, fans are let in in the order in which they came.',
    gathered: 'Fans waiting here',
    opening: 'The numbers are being drawn. One moment, please.',
    newPlace: 'Your earlier number could not be found, so you have a new one.',
    slow: 'The answer takes longer than usual. You keep your number.',
    lost: 'The connection is lost. You keep your number, and this page goes on when the connection is back.',
    busy: 'Many fans are here, so answers are slow. You keep your number, and this page asks again by itself.',
    admittedTitle: 'It is your turn',
    admitted: 'Choose a performance, then your seats.',
    passLeft: 'Time left',
    passHint: 'After this time your pass ends, and you have to join the line again.',
    expiredTitle: 'Your pass has ended',
    expired: 'You did not come in time, the time ran out, or you have paid.',
    expiredAgain: 'If you join again, you get a new number at the end of the line.',
    overTitle: { sale_closed: 'The sale has closed', sold_out: 'Sold out' },
    over: {
      sale_closed: 'This concert can no longer be booked.',
      sold_out: 'If a seat is cancelled, it returns on sale.',
    },
    leftTitle: 'You have left the waiting room',
    left: 'You left it in another tab.',
    joinAgain: 'Join again',
    toConcert: 'About the concert',
    emailTitle: 'Please verify your e-mail address',
    email: (address: string) =>
      `Open the link in the mail that we sent to ${address}. Then you can join the line. You may open it on another device.`,
    emailAgain: 'Send the mail again',
    emailSent: 'The mail is sent again. Please look in your spam folder too.',
    emailDone: 'I have verified it, join now',
    alerts: 'When it is your turn',
    notify: 'Notify me',
    notifyOn: 'This device shows a notification when it is your turn.',
    notifyDenied: 'Your browser settings block notifications. Please switch the sound on instead.',
    notifyUnsupported: 'This browser cannot show notifications. Please switch the sound on instead.',
    notifyExample: 'Notifications are on. You will see one like this when it is your turn.',
    sound: 'Play a sound',
    notificationTitle: 'It is your turn',
    leave: 'Leave the waiting room',
    leaveTitle: 'Leave the waiting room?',
    leaveText: 'You lose your number. If you come back, you wait at the end of the line.',
    stay: 'Keep waiting',
  },
};
