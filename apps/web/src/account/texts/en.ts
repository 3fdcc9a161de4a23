export const texts = {
  signIn: 'Sign in',
  signInLead: 'Sign in to buy tickets.',
  signUp: 'Sign up',
  noAccount: 'No account yet?',
  hasAccount: 'Do you have an account?',
  forgot: 'Forgotten your password?',
  email: 'E-mail',
  password: 'Password',
  newPassword: 'New password',
  passwordHint: 'At least 8 characters. Common passwords are refused.',
  name: 'Name',
  phone: 'Mobile phone',
  phoneHint: 'For text messages about your tickets, such as 010-1234-5678',
  code: 'Code',
  codeHint: 'The 6 digits of your authenticator app, or a recovery code.',
  codeLead: 'This account has a second factor.',
  back: 'Start again',
  create: 'Create account',
};

export type AccountTexts = typeof texts;
