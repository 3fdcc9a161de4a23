import { makeClient } from '@concert-mania/client/make-client';
import type { DemoFan } from '../prepare-sale.ts';

const IN_PARALLEL = 32;

/**
 * Exchanges every fan's refresh token for an access token, as an app does at its start. Same order
 * as the fans.
 */
export async function openSessions(
  apiUrls: readonly string[],
  fans: readonly DemoFan[],
  signal: AbortSignal,
  onOpened: () => void = () => undefined,
): Promise<readonly string[]> {
  const tokens: string[] = [];
  const waiting = [...fans.entries()].values();
  const work = async () => {
    for (const [index, { refreshToken }] of waiting) {
      const baseUrl = apiUrls[index % apiUrls.length] ?? '';
      const client = makeClient({ baseUrl, tokens: { accessToken: '', refreshToken }, signal });
      tokens[index] = (await client.refresh()).accessToken;
      onOpened();
    }
  };
  await Promise.all(Array.from({ length: IN_PARALLEL }, work));
  return tokens;
}
