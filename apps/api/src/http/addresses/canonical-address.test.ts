import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalAddress } from './canonical-address.ts';

it.each([
  ['203.0.113.5', '203.0.113.5'],
  ['203.0.113.5:1234', '203.0.113.5'],
  [' 203.0.113.5 ', '203.0.113.5'],
  ['::ffff:203.0.113.5', '203.0.113.5'],
  ['::ffff:cb00:7105', '203.0.113.5'],
  ['::FFFF:CB00:7105', '203.0.113.5'],
  ['0:0:0:0:0:ffff:203.0.113.5', '203.0.113.5'],
  ['[::ffff:203.0.113.5]:443', '203.0.113.5'],
  ['64:ff9b::203.0.113.5', '203.0.113.5'],
  ['64:ff9b::cb00:7105', '203.0.113.5'],
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['[2001:db8::1]', '2001:db8::1'],
  ['[2001:db8::1]:443', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['[fe80::1%25eth0]:443', 'fe80::1'],
  ['0:0:0:0:0:0:0:1', '::1'],
])('reads %j as %j', (written, address) => {
  expect(canonicalAddress(written)).toBe(address);
});

it.each([
  '',
  'unknown',
  '_hidden',
  '1',
  '127.1',
  '0x7f.0.0.1',
  '010.0.0.1',
  '1.2.3.4.5',
  '[]',
  'a:b',
  '1.2.3',
])('reads %j as no address', (written) => {
  expect(canonicalAddress(written)).toBeNull();
});

it('has one text per address, which it reads unchanged', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (written) => {
      const address = canonicalAddress(written);
      expect(address).not.toBeNull();
      expect(canonicalAddress(address ?? '')).toBe(address);
      expect(canonicalAddress(written.toUpperCase())).toBe(address);
    }),
  );
});
