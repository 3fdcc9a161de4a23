export const texts = {
  skip: 'Skip to content',
  main: 'Main',
  concerts: 'Concerts',
  reservations: 'My reservations',
  wallet: 'Wallet',
  account: 'Account',
  signIn: 'Sign in',
  language: 'Language',
  offline: 'You are offline. The page goes on when the connection is back.',
  footer: 'Seats are given in the order in which requests arrive.',
  notFound: 'Page not found',
  notFoundLead: 'Check the address, or start from the list of concerts.',
  broken: 'This page could not be shown',
  brokenLead: 'Reload the page. Your reservation is kept.',
  reload: 'Reload',
};

export type FrameTexts = typeof texts;
