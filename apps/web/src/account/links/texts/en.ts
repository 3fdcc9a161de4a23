export const texts = {
  signIn: 'Sign in',
  verifyTitle: 'Verify your e-mail',
  verifying: 'Verifying your address…',
  verified: 'Your e-mail address is verified.',
  verifyLead: (email: string) => `Open the link in the mail that was sent to ${email}.`,
  verifySignedOut: 'Open the link in the verification mail. Sign in to get another mail.',
  verifyOldLink: 'The link may be old, or used before. Ask for another mail.',
  resend: 'Send another mail',
  resent: 'The mail is on its way.',
  seeConcerts: 'See concerts',
  goOn: 'Continue',
  resetTitle: 'Reset your password',
  resetLead: 'You get a mail with a link to choose a new password.',
  resetAsk: 'Send the link',
  resetAsked: 'If the address has an account, a mail arrives within minutes. Look into spam too.',
  resetConfirmLead: 'A new password signs you out on every device.',
  resetConfirm: 'Change password',
  resetDone: 'Your password is changed. Sign in with the new one.',
  resetAgain: 'Get a new link',
};

export type LinkTexts = typeof texts;
