import type { NewPerformance } from '@concert-mania/db/catalogue/create-performance';

/** A concert of the demo data. `name` becomes part of its ids. */
export interface DemoConcert {
  readonly name: string;
  readonly title: string;
  readonly artist: string;
  readonly description: string;
  readonly maxActive: number;
  readonly admitPerSecond: number;
  readonly performances: readonly Omit<NewPerformance, 'id' | 'concertId'>[];
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const EVENING_UTC_HOUR = 10; // seven in the evening in Seoul
const OPENS_AFTER_MS = 10 * MINUTE_MS;

const POP_PRICES = [
  { category: 'VIP', grade: 'VIP', price: 198_000 },
  { category: 'R', grade: 'R', price: 165_000 },
  { category: 'S', grade: 'S', price: 132_000 },
  { category: 'A', grade: 'A', price: 99_000 },
];
const BALLAD_PRICES = [
  { category: 'VIP', grade: 'VIP', price: 176_000 },
  { category: 'R', grade: 'R', price: 143_000 },
  { category: 'S', grade: 'S', price: 121_000 },
  { category: 'A', grade: 'A', price: 88_000 },
];

/** An evening some days from now; its sale closes two hours before it starts. */
function evening(now: Date, days: number): { readonly startsAt: Date; readonly saleClosesAt: Date } {
  const startsAt = new Date(now.getTime() + days * DAY_MS);
  startsAt.setUTCHours(EVENING_UTC_HOUR, 0, 0, 0);
  return { startsAt, saleClosesAt: new Date(startsAt.getTime() - 120 * MINUTE_MS) };
}

/** On sale since a minute ago, two evenings in a row. */
export const onSaleNow = (now: Date): DemoConcert => ({
  name: 'demoopen',
  title: '은하수 콘서트 〈첫눈〉 Galaxy Live: First Snow',
  artist: '은하수 Eunhasu',
  description: '은하수의 두 번째 단독 콘서트. 이틀 동안 열리는 겨울밤의 무대입니다.',
  maxActive: 1_000,
  admitPerSecond: 100,
  performances: [60, 61].map((days) => ({
    ...evening(now, days),
    saleOpensAt: new Date(now.getTime() - MINUTE_MS),
    prices: POP_PRICES,
  })),
});

/** Opens in ten minutes. `edition` counts these concerts, so that each has its own ids. */
export const openingSoon = (now: Date, edition: number): DemoConcert => ({
  name: `demosoon${edition}`,
  title: `서리온 라이브 〈새벽 다섯 시〉 ${edition === 1 ? '' : `앵콜 ${edition - 1} `}Seorion Live`,
  artist: '서리온 Seorion',
  description: '서리온이 들려주는 발라드의 밤. 예매는 정시에 열립니다.',
  maxActive: 500,
  admitPerSecond: 50,
  performances: [
    { ...evening(now, 45), saleOpensAt: new Date(now.getTime() + OPENS_AFTER_MS), prices: BALLAD_PRICES },
  ],
});
