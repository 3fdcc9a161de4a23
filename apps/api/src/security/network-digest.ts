import { createHmac, hkdfSync } from 'node:crypto';

/** Keyed digests of client networks. They show only whether two networks are equal. */
export function makeNetworkDigest(secret: string): (network: string) => Uint8Array {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'concert-mania networks', 32));
  return (network) => createHmac('sha256', key).update(network).digest().subarray(0, 16);
}
