import { describe, expect, it } from 'vitest';
import { decideLocally, type ListedTicket, type SignedTicket } from './decide-locally.ts';

const ticket: SignedTicket = { ticketId: 'tkt_1', performanceId: 'prf_1', seatNumber: 7, version: 2 };
const nobodyYet = new Map();
const listOf = (listed?: ListedTicket) => ({
  performanceId: 'prf_1',
  tickets: new Map(listed === undefined ? [] : [['tkt_1', listed] as const]),
});

describe('a scan without a network', () => {
  it.each([
    ['admits a valid ticket', { version: 2, status: 'valid' }, 'admitted'],
    ['admits a ticket that was issued after the list', undefined, 'admitted'],
    ['admits a ticket that was moved after the list', { version: 1, status: 'valid' }, 'admitted'],
    ['refuses a ticket that was used before the list', { version: 2, status: 'used' }, 'already_used'],
    ['refuses a used ticket that was moved after the list', { version: 1, status: 'used' }, 'already_used'],
    ['refuses a void ticket', { version: 2, status: 'void' }, 'void'],
    ['refuses an old code of a ticket that was moved', { version: 3, status: 'valid' }, 'void'],
    ['refuses an old code of a ticket that was moved and used', { version: 3, status: 'used' }, 'void'],
    ['refuses the code of a ticket that was cancelled', { version: 3, status: 'void' }, 'void'],
  ] as const)('%s', (_, listed, result) => {
    expect(decideLocally(ticket, listOf(listed), nobodyYet)).toEqual({ result, first: null });
  });

  it('refuses a code that we did not sign', () => {
    expect(decideLocally(null, listOf(), nobodyYet).result).toBe('unknown');
  });

  it('refuses a ticket of another performance, also a used one', () => {
    const list = { ...listOf({ version: 2, status: 'used' }), performanceId: 'prf_2' };
    expect(decideLocally(ticket, list, nobodyYet).result).toBe('wrong_performance');
  });

  it('refuses a ticket that this device admitted, and says when and where', () => {
    const first = { at: '2026-05-01T10:00:00.000Z', gate: 'A' };
    const usedHere = new Map([['tkt_1', first]]);
    const used = { result: 'already_used', first };
    expect(decideLocally(ticket, listOf({ version: 2, status: 'valid' }), usedHere)).toEqual(used);
    expect(decideLocally(ticket, listOf(), usedHere)).toEqual(used);
  });
});
