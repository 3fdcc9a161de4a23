import { encodeTicketCode } from '@concert-mania/core/tickets/ticket-code';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeReadTicket, type TicketKey } from './read-ticket.ts';

const ticket = { ticketId: 'tkt_1', performanceId: 'prf_1', seatNumber: 7, version: 2 } as const;

/** A published key, and the code of the ticket that it signed. */
async function signCode(keyId: string): Promise<{ readonly key: TicketKey; readonly code: string }> {
  const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair;
  let signed = new Uint8Array();
  const unsigned = {
    keyId,
    sign: (bytes: Uint8Array) => {
      signed = Uint8Array.from(bytes);
      return new Uint8Array(64);
    },
  };
  encodeTicketCode(ticket, unsigned);
  const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, signed));
  const { x = '' } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  const code = encodeTicketCode(ticket, { keyId, sign: () => signature });
  return { key: { kid: keyId, kty: 'OKP', crv: 'Ed25519', x }, code };
}

describe('a code at the gate', () => {
  let ours: Awaited<ReturnType<typeof signCode>>;
  let other: Awaited<ReturnType<typeof signCode>>;
  beforeAll(async () => {
    ours = await signCode('AAAAAAAA');
    other = await signCode('BBBBBBBB');
  });

  it('names its ticket when one of the published keys signed it', async () => {
    expect(await makeReadTicket([other.key, ours.key])(ours.code)).toEqual(ticket);
  });

  it('names nothing when it was signed by another key, changed or made up', async () => {
    const read = makeReadTicket([ours.key]);
    expect(await read(other.code)).toBeNull();
    expect(await read(ours.code.replace('.7.2.', '.8.2.'))).toBeNull();
    expect(await read('https://concerts.example')).toBeNull();
    expect(await makeReadTicket([{ ...other.key, kid: ours.key.kid }])(ours.code)).toBeNull();
  });
});
