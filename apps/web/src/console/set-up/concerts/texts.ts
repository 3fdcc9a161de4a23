export const concertTexts = {
  ko: {
    lead: '초안은 관리자만 볼 수 있습니다. 공개하면 예매 사이트에 나옵니다.',
    list: '공연 목록',
    none: '공연이 없습니다',
    add: '공연 등록',
    addLead: '초안으로 저장됩니다. 회차와 가격을 추가한 뒤 공개합니다.',
    one: '공연',
    all: '전체',
    status: '상태',
    statuses: { draft: '초안', published: '공개' },
    title: '제목',
    artist: '아티스트',
    description: '소개',
    venue: '공연장',
    performances: '회차',
    dates: '공연 기간',
    terms: '공연 정보',
    termsLead: '공연장은 회차를 추가하면, 환불 규정은 판매가 시작되면 바꿀 수 없습니다.',
    maxSeats: '1인당 좌석 수',
    holdMinutes: '결제 시간(분)',
    holdHint: '비워 두면 시스템 기본값입니다.',
    returnMinutes: '취소 좌석이 다시 나오기까지(분)',
    returnHint: '이 시간 안의 임의 시점에 다시 판매됩니다. 0이면 바로.',
    waitingRoom: '대기실 사용',
    keep: '결제가 거절돼도 결제 시간까지 좌석을 유지',
    refunds: {
      legend: '취소와 환불',
      policy: '환불 규정',
      names: {
        'korean-performing-arts': '공연 표준 규정(소비자분쟁해결기준)',
        free: '공연 전까지 수수료 없음',
        none: '취소할 수 없음',
        own: '직접 정하기',
      },
      fees: '수수료: 한 줄에 "며칠 전까지: 퍼센트"',
      wrongFees: '한 줄에 하나씩 적어 주세요. 예: 10: 0',
      graceHours: '예매 후 수수료 없이 취소할 수 있는 시간',
      asRead: '관객에게는 이렇게 적용됩니다.',
      days: (least: number, most: number | null) =>
        most === null
          ? least === 0
            ? '공연 시작 전까지'
            : `공연 ${least}일 전까지`
          : least === most
            ? least === 0
              ? '공연 당일'
              : `공연 ${least}일 전`
            : least === 0
              ? `공연 ${most}일 전부터 당일까지`
              : `공연 ${most}일 전부터 ${least}일 전까지`,
      fee: (percent: number) => (percent === 0 ? '수수료 없음' : `티켓 금액의 ${percent}% 수수료`),
      tooLate: (least: number | null) =>
        least === null ? '취소할 수 없습니다' : `공연 ${least - 1}일 전부터는 취소할 수 없습니다`,
      grace: (hours: number, days: number) =>
        `예매 후 ${hours}시간 안에는 수수료 없음(공연 ${days}일 전까지)`,
    },
    create: '초안 만들기',
    save: '저장',
    publish: '공개',
    seePublic: '예매 사이트에서 보기',
    missing: {
      title: '제목이 없습니다',
      artist: '아티스트가 없습니다',
      description: '소개가 없습니다',
      performances: '회차가 없습니다',
    },
  },
  en: {
    lead: 'Only administrators see drafts. Published concerts are in the storefront.',
    list: 'All concerts',
    none: 'There is no concert',
    add: 'New concert',
    addLead: 'It is saved as a draft. Add performances and prices, then publish it.',
    one: 'Concert',
    all: 'All',
    status: 'Status',
    statuses: { draft: 'Draft', published: 'Published' },
    title: 'Title',
    artist: 'Artist',
    description: 'Description',
    venue: 'Venue',
    performances: 'Performances',
    dates: 'Dates',
    terms: 'The concert',
    termsLead: 'The venue is fixed once there are performances, the refund policy once a sale is open.',
    maxSeats: 'Seats per person',
    holdMinutes: 'Minutes to pay',
    holdHint: 'Empty: the default of the system.',
    returnMinutes: 'Minutes until cancelled seats return',
    returnHint: 'They return at a random moment within this time. 0: at once.',
    waitingRoom: 'Use the waiting room',
    keep: 'Keep the seats until the time to pay is over when a payment is declined',
    refunds: {
      legend: 'Cancelling and refunds',
      policy: 'Refund policy',
      names: {
        'korean-performing-arts': 'Korean performing arts (KFTC standards)',
        free: 'Free until the performance',
        none: 'No cancelling',
        own: 'Fees of our own',
      },
      fees: 'Fees: one "days before: percent" a line',
      wrongFees: 'Write one a line, for example 10: 0',
      graceHours: 'Hours after booking without a fee',
      asRead: 'It reads like this for a fan.',
      days: (least: number, most: number | null) =>
        most === null
          ? least === 0
            ? 'Until the performance begins'
            : `Until ${least} days before`
          : least === most
            ? least === 0
              ? 'On the day'
              : `${least} days before`
            : least === 0
              ? `From ${most} days before until it begins`
              : `From ${most} to ${least} days before`,
      fee: (percent: number) => (percent === 0 ? 'no fee' : `a fee of ${percent} %`),
      tooLate: (least: number | null) =>
        least === null ? 'It cannot be cancelled' : `Later than ${least} days before: it cannot be cancelled`,
      grace: (hours: number, days: number) =>
        `Within ${hours} hours of booking: no fee, until ${days} days before`,
    },
    create: 'Create the draft',
    save: 'Save',
    publish: 'Publish',
    seePublic: 'See it in the storefront',
    missing: {
      title: 'It has no title',
      artist: 'It has no artist',
      description: 'It has no description',
      performances: 'It has no performance',
    },
  },
};
