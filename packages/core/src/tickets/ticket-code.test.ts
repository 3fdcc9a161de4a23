import { generateKeyPairSync, sign, webcrypto } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeTicketCode,
  encodeTicketCode,
  type TicketClaims,
  type TicketSigner,
  type VerifySignature,
  verifyTicketCode,
} from './ticket-code.ts';

function makeKey(keyId: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const signer: TicketSigner = { keyId, sign: (bytes) => sign(null, bytes, privateKey) };
  const { kty = '', x = '' } = publicKey.export({ format: 'jwk' });
  return { signer, jwk: { kty, crv: 'Ed25519', x, kid: keyId } };
}

/** As a page does it: WebCrypto and a JWK set, no Node. */
function verifierOf(keys: readonly (webcrypto.JsonWebKey & { readonly kid: string })[]): VerifySignature {
  return async (bytes, signature, keyId) => {
    const jwk = keys.find(({ kid }) => kid === keyId);
    if (jwk === undefined) return false;
    const key = await webcrypto.subtle.importKey('jwk', jwk, 'Ed25519', false, ['verify']);
    return webcrypto.subtle.verify('Ed25519', key, Uint8Array.from(signature), Uint8Array.from(bytes));
  };
}

const old = makeKey('0000AAAA');
const current = makeKey('1111BBBB');
const foreign = makeKey('1111BBBB');
const verify = verifierOf([current.jwk, old.jwk]);

const claims: TicketClaims = {
  ticketId: 'tkt_1m8gts5h7agcfmye5gw44v7nf01',
  performanceId: 'prf_1m8gts4zwcx4cpmstsh927y98',
  seatNumber: 14,
  version: 1,
};
const code = encodeTicketCode(claims, current.signer);

const idTail = fc.stringMatching(/^[0-9a-hjkmnp-tv-z]{25}$/);
const anyClaims = fc.record({
  ticketId: idTail.map((tail): TicketClaims['ticketId'] => `tkt_${tail}01`),
  performanceId: idTail.map((tail): TicketClaims['performanceId'] => `prf_${tail}`),
  seatNumber: fc.integer({ min: 1, max: 60_000 }),
  version: fc.integer({ min: 1, max: 999 }),
});

describe('a ticket code', () => {
  it('says what was signed, for every ticket', async () => {
    await fc.assert(
      fc.asyncProperty(anyClaims, async (ticket) => {
        const text = encodeTicketCode(ticket, current.signer);
        expect(text).toMatch(/^[0-9A-Z.]{1,195}$/);
        expect(await verifyTicketCode(text, verify)).toEqual(ticket);
      }),
      { numRuns: 200 },
    );
  });

  it('is refused after a change of any character, by any other', async () => {
    const printable = fc.integer({ min: 32, max: 126 }).map((point) => String.fromCharCode(point));
    await fc.assert(
      fc.asyncProperty(fc.nat(code.length - 1), printable, async (at, character) => {
        fc.pre(code[at] !== character);
        const forged = code.slice(0, at) + character + code.slice(at + 1);
        expect(await verifyTicketCode(forged, verify)).toBeNull();
      }),
      { numRuns: 1_000 },
    );
  });

  it('is refused in small letters, with a character more or less, and when it is other text', async () => {
    for (const text of [
      code.toLowerCase(),
      `${code}0`,
      code.slice(0, -1),
      ` ${code}`,
      `${code}\n`,
      '',
      'T1.',
    ])
      expect(await verifyTicketCode(text, verify)).toBeNull();
  });

  it('of another version, seat or performance has another signature', () => {
    const others = [{ version: 2 }, { seatNumber: 15 }, { performanceId: 'prf_other' as const }];
    for (const other of others) {
      const text = encodeTicketCode({ ...claims, ...other }, current.signer);
      expect(text.split('.').at(-1)).not.toBe(code.split('.').at(-1));
    }
  });

  it('is good while its key is published, also after another key signs', async () => {
    const earlier = encodeTicketCode(claims, old.signer);
    expect(await verifyTicketCode(earlier, verify)).toEqual(claims);
    expect(await verifyTicketCode(earlier, verifierOf([current.jwk]))).toBeNull();
  });

  it('of a forger is refused, also under the name of a published key', async () => {
    expect(await verifyTicketCode(encodeTicketCode(claims, foreign.signer), verify)).toBeNull();
  });

  it('has the bytes that were signed', () => {
    const read = decodeTicketCode(code);
    expect(new TextDecoder().decode(read?.signedBytes)).toBe(code.slice(0, code.lastIndexOf('.')));
    expect(read?.signature).toHaveLength(64);
  });
});
