import type { DrawTexts } from './en.ts';

export const texts: DrawTexts = {
  steps: [
    '첫 번째 사람이 입장할 때 서버가 무작위 값(시드)을 정하고, 그 해시(SHA-256)를 바로 공개합니다. 그래서 나중에 시드를 바꿀 수 없습니다.',
    '대기실에 입장한 사람은 각자 무작위 토큰을 받습니다.',
    '판매가 시작되면 시드와 토큰으로 계산한 값(HMAC-SHA256)이 작은 순서대로 순번이 정해집니다.',
    '그다음 시드가 공개되어 누구나 확인할 수 있습니다.',
  ],
  promised: '공개된 해시',
  promisedNoted: '이 기기가 판매 시작 전에 기록한 해시',
  token: '내 토큰',
  seed: '공개된 시드',
  after: '판매가 시작되면 이 페이지에서 직접 확인할 수 있습니다.',
  noted: '이 기기에 해시를 기록해 두었습니다.',
  checking: '확인하는 중…',
  unsupported: '이 연결에서는 브라우저로 확인할 수 없습니다. https 주소에서 열어 주세요.',
  seedMatches: '시드가 판매 시작 전에 약속한 해시와 일치합니다.',
  seedConsistent: '시드가 공개된 해시와 일치합니다. 이 기기는 판매 시작 전의 해시를 기록하지 않았습니다.',
  seedDiffers: '시드가 해시와 일치하지 않습니다. 약속이 지켜지지 않았습니다.',
  digest: '내 추첨값 (HMAC-SHA256)',
  expected: (expected: string, gathered: string, sequence: string) =>
    `내 추첨값으로 예상되는 순번은 ${gathered}명 중 약 ${expected}번이고, 실제 순번은 ${sequence}번입니다.`,
  friends: '다른 사람과 비교하기',
  friendsHint: '한 줄에 하나씩 순번과 토큰을 입력해 주세요. 내 순번은 자동으로 포함됩니다.',
  check: '순서 확인',
  inOrder: (count: string) => `순번 ${count}개가 모두 추첨값 순서와 같습니다.`,
  misplaced: (first: number, second: number) => `${first}번과 ${second}번의 순서가 추첨값과 다릅니다.`,
  notAPlace: (line: number) => `${line}번째 줄을 읽을 수 없습니다. 순번과 토큰을 입력해 주세요.`,
  tokenRepeated: (line: number) => `${line}번째 줄의 토큰이 이미 있습니다.`,
};
