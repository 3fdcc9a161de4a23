const SLOT_BITS = 16;
const FINGERPRINT_CHARACTERS = 10;

/**
 * Tells whether a token was seen before, among the last `most` tokens or so. Only such tokens are
 * worth a place in the cache: in a waiting room with more fans than places, each new one would
 * replace another before its next poll.
 */
export function rememberSeen(most: number): (token: string) => boolean {
  const fingerprints = new Int32Array(2 ** SLOT_BITS);
  let noted = 0;
  return (token) => {
    let fingerprint = 0;
    for (let at = token.length - FINGERPRINT_CHARACTERS; at < token.length; at += 1)
      fingerprint = (Math.imul(fingerprint, 31) + token.charCodeAt(at)) | 0;
    const slot = Math.imul(fingerprint, 0x9e3779b1) >>> (32 - SLOT_BITS);
    if (fingerprints[slot] === fingerprint) return true;
    if (noted === most) {
      fingerprints.fill(0);
      noted = 0;
    }
    fingerprints[slot] = fingerprint;
    noted += 1;
    return false;
  };
}
