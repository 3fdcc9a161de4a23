/** Preloaded into a process (`node --import`); shifts its clock by CLOCK_SKEW_MS. */
const { CLOCK_SKEW_MS } = process.env;
const skewMs = Number(CLOCK_SKEW_MS ?? 0);
const RightDate = Date;

class SkewedDate extends RightDate {
  constructor(...given: unknown[]) {
    super(...((given.length === 0 ? [RightDate.now() + skewMs] : given) as [number]));
  }

  static override now(): number {
    return RightDate.now() + skewMs;
  }
}

globalThis.Date = SkewedDate as DateConstructor;
