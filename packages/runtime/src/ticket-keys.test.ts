import { encodeTicketCode, verifyTicketCode } from '@concert-mania/core/tickets/ticket-code';
import { describe, expect, it } from 'vitest';
import { makeTicketKeys } from './ticket-keys.ts';

const OLD = 'an-old-secret-of-more-than-32-characters';
const NEW = 'a-new-secret-of-more-than-32-characters!';
const claims = { ticketId: 'tkt_a01', performanceId: 'prf_a', seatNumber: 1, version: 1 } as const;

describe('the keys of ticket codes', () => {
  it('are the same in every process with the same secrets, and differ by secret', () => {
    expect(makeTicketKeys([OLD]).keySet).toEqual(makeTicketKeys([OLD]).keySet);
    const ids = makeTicketKeys([NEW, OLD]).keySet.keys.map(({ kid }) => kid);
    expect(new Set(ids).size).toBe(2);
    expect(ids[1]).toBe(makeTicketKeys([OLD]).signer.keyId);
  });

  it('sign with the first, and accept the codes of all', async () => {
    const before = makeTicketKeys([OLD]);
    const during = makeTicketKeys([NEW, OLD]);
    const after = makeTicketKeys([NEW]);
    const printed = encodeTicketCode(claims, before.signer);
    expect(await verifyTicketCode(printed, during.verify)).toEqual(claims);
    expect(await verifyTicketCode(printed, after.verify)).toBeNull();
    expect(await verifyTicketCode(encodeTicketCode(claims, during.signer), after.verify)).toEqual(claims);
  });

  it('publish no private part', () => {
    const [key] = makeTicketKeys([NEW]).keySet.keys;
    expect(Object.keys(key ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
    expect(JSON.stringify(key)).not.toContain(NEW);
  });

  it('are refused when there is none', () => {
    expect(() => makeTicketKeys([])).toThrow('empty');
  });
});
