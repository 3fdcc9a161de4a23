/** An account as identity ports return it. */
export const account = {
  id: 'usr_fan',
  email: 'fan@example.com',
  emailVerified: false,
  name: 'Fan',
  phone: null,
  role: 'user',
  locale: 'ko',
} as const;
