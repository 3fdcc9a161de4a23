import { makeBoundedMap } from '@concert-mania/core/shared/bounded-map';
import type { AccountId } from '@concert-mania/core/shared/ids';

const MOST_REMEMBERED = 50_000;

/** Caches accounts with a verified address: they stay verified. */
export function rememberVerified(
  isVerified: (id: AccountId) => Promise<boolean>,
): (id: AccountId) => Promise<boolean> {
  const known = makeBoundedMap<AccountId, true>(MOST_REMEMBERED);
  return async (id) => {
    if (known.get(id)) return true;
    const verified = await isVerified(id);
    if (verified) known.set(id, true);
    return verified;
  };
}
