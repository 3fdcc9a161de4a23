import { expect, it } from 'vitest';
import { isLocalName } from './local-name.ts';

it.each(['127.0.0.1:4000', 'localhost', 'localhost:4000', '[::1]:4000', 'mock-pg:4000', undefined])(
  'serves %s',
  (host) => {
    expect(isLocalName(host)).toBe(true);
  },
);

it.each(['evil.example', 'evil.example:4000', '127.0.0.1.evil.example', ''.padStart(3, 'a.')])(
  'refuses %s, which a stranger may point at this machine',
  (host) => {
    expect(isLocalName(host)).toBe(false);
  },
);
