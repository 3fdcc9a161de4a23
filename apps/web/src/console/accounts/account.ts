import type { components } from '@concert-mania/client/api.d';

export type Account = components['schemas']['ManagedAccount'];
export type Role = Account['role'];
