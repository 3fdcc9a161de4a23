export const texts = {
  reason: (reason: string) => `Reason: ${reason}`,
  reasons: {
    REJECT_CARD_COMPANY: 'the card company did not approve it',
    INVALID_STOPPED_CARD: 'the card is blocked',
    INVALID_CARD_LOST_OR_STOLEN: 'the card was reported lost or stolen',
    INVALID_CARD_EXPIRATION: 'the expiry date of the card is wrong',
    INVALID_CARD_NUMBER: 'the card number is wrong',
    INVALID_PASSWORD: 'the password is wrong',
    EXCEED_MAX_AMOUNT: 'it exceeds the limit of the card',
    NEVER_SENT: 'it did not reach the payment company in time',
    NOT_FOUND_PAYMENT_SESSION: 'the payment window was opened too long ago',
  } as Readonly<Record<string, string>>,
};

export type DeclineTexts = typeof texts;
