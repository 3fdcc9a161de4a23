/** Where a steward works, as this device remembers it. */
export interface KeptPost {
  readonly performanceId: string;
  readonly gate: string;
  readonly title: string;
  readonly startsAt: string;
}

/** Names of values that the device keeps. */
export const POST_KEY = 'post';
export const LIST_KEY = 'list';
