/** The fan whom the banner names, for trying things out. */
export const DEMO_FAN = {
  email: 'fan@concert-mania.example',
  password: 'development-only-fan-password',
  name: 'Demo Fan',
} as const;

const CONFLICT = 409;
const TIMEOUT_MS = 10_000;

/** Signs the demo fan up through the API; no error when that was done on an earlier start. */
export async function signUpDemoFan(apiUrl: string): Promise<void> {
  const answer = await fetch(`${apiUrl}/v1/auth/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(DEMO_FAN),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (answer.ok || answer.status === CONFLICT) return;
  throw new Error(`the demo fan could not be signed up: ${answer.status} ${await answer.text()}`);
}
