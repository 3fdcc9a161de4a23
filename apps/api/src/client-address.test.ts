import { describe, expect, it } from 'vitest';
import { addressGroup, makeClientAddressOf } from './client-address.ts';

describe('the address of a client', () => {
  it('is the peer, whatever the peer claims, when no proxy is trusted', () => {
    expect(makeClientAddressOf([])('203.0.113.9', '198.51.100.1')).toBe('203.0.113.9');
  });

  it('is the last hop before the trusted proxies, not the first that was claimed', () => {
    const addressOf = makeClientAddressOf(['10.0.0.0/8', '192.0.2.1']);
    expect(addressOf('::ffff:10.1.2.3', '1.2.3.4, 198.51.100.7, 192.0.2.1')).toBe('198.51.100.7');
  });

  it('stays with the proxy when what it forwards is no address', () => {
    expect(makeClientAddressOf(['10.0.0.1'])('10.0.0.1', 'unknown')).toBe('10.0.0.1');
    expect(makeClientAddressOf(['10.0.0.1'])('10.0.0.1', undefined)).toBe('10.0.0.1');
  });

  it('knows networks of version 6', () => {
    expect(makeClientAddressOf(['2001:db8::/32'])('2001:db8::5', '203.0.113.9')).toBe('203.0.113.9');
  });
});

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['2001:db8:0:1::a', '2001:db8:0:1::/64'],
  ['2001:0db8:0000:0001:ffff:1:2:3', '2001:db8:0:1::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['unknown', 'unknown'],
])('limits %s as %s', (address, group) => {
  expect(addressGroup(address)).toBe(group);
});
