import { makeClient } from '@concert-mania/client/make-client';
import { dataOf } from '@concert-mania/client/problem';

/** The fan whom the banner names, for trying things out. */
export const DEMO_FAN = {
  email: 'fan@concert-mania.example',
  password: 'development-only-fan-password',
  name: 'Demo Fan',
} as const;

/** Signs the demo fan up, unless an earlier start did. */
export async function signUpDemoFan(baseUrl: string): Promise<void> {
  const answer = await makeClient({ baseUrl }).POST('/v1/auth/signup', { body: DEMO_FAN });
  if (answer.error?.code !== 'email_taken') await dataOf(answer);
}
