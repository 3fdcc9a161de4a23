export const texts = {
  steps: [
    'When the first fan comes, the server takes a random value, the seed, and publishes its hash (SHA-256) at once. So it cannot change the seed later.',
    'Each fan in the waiting room gets a random token.',
    'When the sale opens, a value is computed from the seed and each token (HMAC-SHA256). The smallest value gets number 1, and so on.',
    'Then the seed is published, so that everybody can check the order.',
  ],
  promised: 'Published hash',
  promisedNoted: 'Hash that this device noted before the opening',
  token: 'My token',
  seed: 'Published seed',
  after: 'After the opening you can check it on this page.',
  noted: 'This device has noted the hash.',
  checking: 'Checking…',
  unsupported: 'This browser cannot check it on this connection. Please open the page over https.',
  seedMatches: 'The seed has the hash that was promised before the opening.',
  seedConsistent: 'The seed has the published hash. This device did not note the hash before the opening.',
  seedDiffers: 'The seed does not have this hash. The promise was broken.',
  digest: 'My value (HMAC-SHA256)',
  expected: (expected: string, gathered: string, sequence: string) =>
    `With this value, about number ${expected} of ${gathered} is to be expected. Your number is ${sequence}.`,
  friends: 'Compare with others',
  friendsHint: 'Write a number and a token on each line. Your own is included.',
  check: 'Check the order',
  inOrder: (count: string) => `All ${count} numbers are in the order of their values.`,
  misplaced: (first: number, second: number) =>
    `Numbers ${first} and ${second} are not in the order of their values.`,
  notAPlace: (line: number) => `Line ${line} cannot be read. Please write a number and a token.`,
  tokenRepeated: (line: number) => `The token on line ${line} is there already.`,
};

export type DrawTexts = typeof texts;
