import { z } from 'zod';
import type { DemoFan } from '../prepare-sale.ts';
import { expectStatus } from './contract.ts';
import type { Http } from './http.ts';

const IN_PARALLEL = 32;
const session = z.object({ accessToken: z.string() });

/** Exchanges every fan's refresh token for an access token, as an app does when it is opened. Same order as the fans. */
export async function openSessions(
  http: Http,
  apiUrls: readonly string[],
  fans: readonly DemoFan[],
  onOpened: () => void,
): Promise<readonly string[]> {
  const tokens: string[] = [];
  let next = 0;
  const work = async () => {
    for (let fan = fans[next]; fan !== undefined; fan = fans[next]) {
      const index = next;
      next += 1;
      const request = {
        method: 'POST',
        url: `${apiUrls[index % apiUrls.length]}/v1/auth/refresh`,
        body: { refreshToken: fan.refreshToken },
        // A refresh token is good for one use; a second one would revoke the session.
        repeatable: false,
      } as const;
      const answer = expectStatus(request, await http.send(request), [200]);
      tokens[index] = session.parse(answer.body).accessToken;
      onOpened();
    }
  };
  await Promise.all(Array.from({ length: IN_PARALLEL }, work));
  return tokens;
}
