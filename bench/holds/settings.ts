/** How much a run measures. */
export const FULL = {
  repetitions: 5,
  warmupMs: 1_500,
  measureMs: 4_500,
  seats: 60_000,
  accounts: 15_000,
  /** Journeys under way at once where the load is closed. */
  connections: 500,
  /** Connections to PostgreSQL that the baseline is tried with; the fastest is used. */
  poolSizes: [8, 16, 32],
};
export type HoldSettings = typeof FULL;

export const QUICK: HoldSettings = {
  ...FULL,
  repetitions: 1,
  warmupMs: 700,
  measureMs: 2_000,
  seats: 24_000,
  accounts: 6_000,
  poolSizes: [16],
};

/** Who decides: the product, or a form of the conventional design. */
export const NAMES = {
  product: 'Concert Mania',
  'row-lock': 'baseline: row lock',
  optimistic: 'baseline: optimistic',
  'redis-lock': 'baseline: Redis lock',
} as const;
export type Variant = keyof typeof NAMES;
export type ByVariant<T> = Readonly<Record<Variant, T>>;
export const VARIANTS = Object.keys(NAMES) as readonly Variant[];

/** Measures the variants one after another. */
export async function eachVariant<T>(measure: (variant: Variant) => Promise<T>): Promise<ByVariant<T>> {
  const measured = new Map<Variant, T>();
  for (const variant of VARIANTS) measured.set(variant, await measure(variant));
  return Object.fromEntries(measured) as ByVariant<T>;
}
