import type { Me } from '../../shell/session.ts';
import { isAllowed, type StaffRole } from './roles.ts';

/** Keys of `consoleTexts.sections`. */
export type SectionName =
  | 'sale'
  | 'desk'
  | 'gate'
  | 'concerts'
  | 'venues'
  | 'money'
  | 'queues'
  | 'audit'
  | 'accounts'
  | 'actions';

export interface Section {
  readonly name: SectionName;
  readonly path: string;
  /** The role that it takes at least. */
  readonly role: StaffRole;
}

/** The parts of the console, in the order of the navigation. */
const SECTIONS: readonly Section[] = [
  { name: 'sale', path: '/console/sale', role: 'box_office' },
  { name: 'desk', path: '/console/desk', role: 'box_office' },
  { name: 'gate', path: '/gate', role: 'steward' },
  { name: 'concerts', path: '/console/concerts', role: 'admin' },
  { name: 'venues', path: '/console/venues', role: 'admin' },
  { name: 'money', path: '/console/money', role: 'box_office' },
  { name: 'queues', path: '/console/queues', role: 'admin' },
  { name: 'audit', path: '/console/audit', role: 'admin' },
  { name: 'accounts', path: '/console/accounts', role: 'admin' },
  { name: 'actions', path: '/console/actions', role: 'admin' },
];

export const sectionsFor = (me: Me): readonly Section[] => SECTIONS.filter(({ role }) => isAllowed(me, role));
