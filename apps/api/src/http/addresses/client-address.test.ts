import { describe, expect, it } from 'vitest';
import {
  addressGroups,
  canonicalNetwork,
  makeClientAddressOf,
  type UnclearClient,
} from './client-address.ts';

describe('the address of a client', () => {
  it('is the peer, regardless of its headers, when no proxy is trusted', () => {
    const claims = { forwardedFor: '198.51.100.1', forwarded: 'for=198.51.100.1' };
    expect(makeClientAddressOf([])('203.0.113.9', claims)).toBe('203.0.113.9');
  });

  it('is the last hop before the trusted proxies, not the first in the header', () => {
    const addressOf = makeClientAddressOf(['10.0.0.0/8', '192.0.2.1']);
    const forwardedFor = '1.2.3.4, 198.51.100.7, 192.0.2.1';
    expect(addressOf('::ffff:10.1.2.3', { forwardedFor })).toBe('198.51.100.7');
  });

  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::FFFF:CB00:7109', '203.0.113.9'],
    ['203.0.113.9:4711', '203.0.113.9'],
    ['[2001:DB8::9]:4711', '2001:db8::9'],
    ['203.0.113.9, ::ffff:10.0.0.2', '203.0.113.9'],
  ])('is read from X-Forwarded-For: %s', (forwardedFor, address) => {
    expect(makeClientAddressOf(['10.0.0.0/8'])('10.0.0.1', { forwardedFor })).toBe(address);
  });

  it.each([
    ['for=203.0.113.9', '203.0.113.9'],
    ['For="[2001:db8::9]:4711"', '2001:db8::9'],
    ['for="203.0.113.9:_port";proto=https;by=10.0.0.1', '203.0.113.9'],
    ['for=_hidden, proto=https; for=203.0.113.9 ;by=_x, for=10.0.0.2', '203.0.113.9'],
    ['for="1.2.3.4, for=203.0.113.9', '203.0.113.9'],
  ])('is read from Forwarded (RFC 7239): %s', (forwarded, address) => {
    expect(makeClientAddressOf(['10.0.0.0/8'])('10.0.0.1', { forwarded })).toBe(address);
  });

  it.each(['10.0.0.1', '10.0.0.0/8', '::ffff:10.0.0.1', '::ffff:10.0.0.0/104', '2001:db8:AA::/48'])(
    'is behind a proxy that is trusted as %s, in any spelling of its address',
    (entry) => {
      const addressOf = makeClientAddressOf([entry]);
      const proxy = entry.includes('db8') ? '2001:DB8:aa:0:0:0:0:1' : '::ffff:a00:1';
      expect(addressOf(proxy, { forwardedFor: '203.0.113.9' })).toBe('203.0.113.9');
      expect(addressOf('192.0.2.1', { forwardedFor: '203.0.113.9' })).toBe('192.0.2.1');
    },
  );

  it.each([
    [{ forwardedFor: '203.0.113.9, unknown' }, '10.0.0.1'],
    [{ forwardedFor: '203.0.113.9, unknown, 10.0.0.2' }, '10.0.0.2'],
    [{ forwarded: 'for=_hidden' }, '10.0.0.1'],
    [{ forwarded: 'proto=https' }, '10.0.0.1'],
    [{ forwardedFor: '203.0.113.9', forwarded: 'for=203.0.113.8' }, '10.0.0.1'],
  ])('is the last known proxy where %o is unclear, and reports it', (headers, address) => {
    const unclear: UnclearClient[] = [];
    const addressOf = makeClientAddressOf(['10.0.0.0/8'], (fault) => unclear.push(fault));
    for (const _ of [1, 2]) expect(addressOf('10.0.0.1', headers)).toBe(address);
    expect(unclear.map(({ proxy }) => proxy)).toEqual([address, address]);
  });

  it('is the same in both headers, or in none of them', () => {
    const addressOf = makeClientAddressOf(['10.0.0.1']);
    const both = { forwardedFor: '1.1.1.1, ::ffff:203.0.113.9', forwarded: 'for="203.0.113.9:80"' };
    expect(addressOf('10.0.0.1', both)).toBe('203.0.113.9');
  });

  it('is the proxy itself when it forwards nothing', () => {
    expect(makeClientAddressOf(['10.0.0.1'])('10.0.0.1', {})).toBe('10.0.0.1');
  });
});

it.each([
  'foo',
  '10.0.0.0/33',
  '10.0.0.0/',
  '10.0.0.0/a',
  '10.0.0.0/8/8',
  '0.0.0.0/0',
  '::/0',
  '::ffff:10.0.0.1/95',
])('trusts no proxies called %s', (entry) => {
  expect(() => canonicalNetwork(entry)).toThrow(`'${entry}'`);
});

it.each([
  ['203.0.113.7', ['203.0.113.7']],
  ['2001:db8:0:1234::a', ['2001:db8:0:1234::/64', '2001:db8:0:1200::/56', '2001:db8:0:0::/48']],
  ['::1', ['0:0:0:0::/64', '0:0:0:0::/56', '0:0:0:0::/48']],
  ['unknown', ['unknown']],
])('counts %s as %j', (address, groups) => {
  expect(addressGroups(address)).toEqual(groups);
});
