import { makeClient } from '@concert-mania/client/make-client';
import { many } from '@concert-mania/testkit/system/many';
import type { DemoFan } from '../prepare-sale.ts';

const IN_PARALLEL = 32;

/**
 * Exchanges each refresh token for an access token, as an app does at its start. Keeps the order of
 * the fans.
 */
export function openSessions(
  apiUrls: readonly string[],
  fans: readonly DemoFan[],
  signal: AbortSignal,
  onOpened: () => void = () => undefined,
): Promise<readonly string[]> {
  return many(fans.length, IN_PARALLEL, async (index) => {
    const baseUrl = apiUrls[index % apiUrls.length] ?? '';
    const refreshToken = fans[index]?.refreshToken ?? '';
    const client = makeClient({ baseUrl, tokens: { accessToken: '', refreshToken }, signal });
    const { accessToken } = await client.refresh();
    onOpened();
    return accessToken;
  });
}
