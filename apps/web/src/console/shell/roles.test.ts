import { expect, it } from 'vitest';
import type { Me } from '../../shell/session.ts';
import { isAllowed, isStaff } from './roles.ts';
import { sectionsFor } from './sections.ts';

const someone = (role: string) => ({ role }) as Me;
const pathsOf = (role: string) => sectionsFor(someone(role)).map(({ path }) => path);

it('refuses accounts without a role of staff, and roles of a newer version', () => {
  expect(['user', 'steward', 'box_office', 'admin', 'owner'].map((role) => isStaff(someone(role)))).toEqual([
    false,
    true,
    true,
    true,
    false,
  ]);
  expect(isAllowed(someone('owner'), 'steward')).toBe(false);
});

it('shows stewards the gate alone, and set-up and accounts to administrators alone', () => {
  expect(pathsOf('steward')).toEqual(['/gate']);
  expect(pathsOf('box_office')).toEqual(['/console/sale', '/console/desk', '/gate', '/console/money']);
  expect(pathsOf('admin')).toEqual(expect.arrayContaining(['/console/venues', '/console/accounts']));
});
