export const texts = {
  loading: 'Loading…',
  slow: 'The service does not answer yet. This page keeps trying.',
  retry: 'Try again',
  close: 'Close',
  optional: 'optional',
  unreachable: 'The service cannot be reached',
  unreachableDetail: 'Check your connection.',
  retried: 'This page tries again by itself.',
  toConcerts: 'See concerts',
  toReservations: 'See my reservations',
  remaining: (time: string) => `${time} left`,
};

export type PartTexts = typeof texts;
