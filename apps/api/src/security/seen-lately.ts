const SLOT_BITS = 16;
const FINGERPRINT_CHARACTERS = 10;

/**
 * Tells whether a valid token was among the last `most` others. A waiting room polls with more
 * tokens than the cache holds: each would be dropped unused, after the garbage collector moved it.
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
