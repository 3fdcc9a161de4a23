export const texts = {
  order: 'Your order',
  seats: 'Seats',
  total: (seats: number) => (seats === 1 ? 'Total (1 seat)' : `Total (${seats} seats)`),
  payWithin: 'Time left to pay',
  timeIsUp: 'The time is up. We are checking your seats.',
};

export type OrderTexts = typeof texts;
