export const texts = {
  releaseText: 'The seats go back on sale, and nothing is paid.',
  notCancellable: 'This reservation cannot be cancelled now',
  notCancellableText: 'The concert has begun, or the time to cancel is over.',
  price: 'Price of the seats',
  fee: 'Cancellation fee',
  refund: 'Refund',
  refundTo: {
    wallet: 'The refund goes to your wallet at once.',
    gateway: 'The refund goes to the card that you paid with.',
    cash: 'The refund is paid at the box office.',
    card_terminal: 'The refund is paid at the box office.',
    complimentary: '',
  },
  later: 'The fee changes with time',
  until: (time: string) => `until ${time}`,
  feeIs: (fee: string) => `fee ${fee}`,
  free: 'no fee',
  confirmCancel: (refund: string) => `Cancel and get ${refund} back`,
  confirmCancelFree: 'Cancel the reservation',
  confirmCancelSeats: 'Cancel the chosen seats',
  chooseSeats: 'Seats to cancel',
  chooseOne: 'Choose a seat to cancel.',
  confirmRelease: 'Give up the seats',
  keep: 'Keep it',
  feeChanged: 'The fee depends on the time at which the cancellation is made.',
};

export type CancellingTexts = typeof texts;
