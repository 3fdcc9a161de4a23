import type { Me } from '../../shell/session.ts';

export type StaffRole = 'steward' | 'box_office' | 'admin';

/** Each role may do what those before it may. */
const RANKS: Readonly<Record<string, number>> = { steward: 1, box_office: 2, admin: 3 };
const rankOf = (role: string): number => RANKS[role] ?? 0;

export const isStaff = (me: Me): boolean => rankOf(me.role) > 0;

/** Whether an account may use what is for a role. */
export const isAllowed = (me: Me, least: StaffRole): boolean => rankOf(me.role) >= rankOf(least);
