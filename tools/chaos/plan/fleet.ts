import { APP_NAMES, type AppName, type Replicas } from '@concert-mania/local-stack/stack-plan';
import type { Peer } from './faults.ts';

/** How many of each process a run starts: two of everything that can be scaled. */
export const FLEET: Required<Replicas> = {
  'mock-pg': 1,
  mailbox: 0,
  'hold-worker': 2,
  'payment-worker': 2,
  'expiry-worker': 2,
  'admission-worker': 2,
  'event-worker': 2,
  'notification-worker': 2,
  api: 2,
};

/** The labels of all processes of a kind. */
export const labelsOf = (app: AppName, replicas: Replicas): readonly string[] =>
  Array.from({ length: replicas[app] ?? 1 }, (_, index) => (index === 0 ? app : `${app}-${index + 1}`));

/** The labels of every process. */
export const allLabels = (replicas: Replicas): readonly string[] =>
  APP_NAMES.flatMap((app) => labelsOf(app, replicas));

const appOf = (label: string): string => label.replace(/-\d+$/, '');

/** The peers of a process. */
export function peersOf(label: string): readonly Peer[] {
  switch (appOf(label)) {
    case 'mock-pg':
      return [];
    case 'expiry-worker':
      return ['postgres'];
    case 'payment-worker':
      return ['postgres', 'redis', 'gateway'];
    case 'notification-worker':
      return ['postgres', 'redis', 'smtp'];
    default:
      return ['postgres', 'redis'];
  }
}
