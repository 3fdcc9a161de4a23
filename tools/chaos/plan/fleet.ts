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
  web: 0,
};

/** The labels of all processes of a kind. */
const labelsOf = (app: AppName, replicas: Replicas): readonly string[] =>
  Array.from({ length: replicas[app] ?? 1 }, (_, index) => (index === 0 ? app : `${app}-${index + 1}`));

/** The labels of every process. */
export const allLabels = (replicas: Replicas): readonly string[] =>
  APP_NAMES.flatMap((app) => labelsOf(app, replicas));

const PEERS: Partial<Readonly<Record<string, readonly Peer[]>>> = {
  'mock-pg': [],
  'expiry-worker': ['postgres'],
  'payment-worker': ['postgres', 'redis', 'gateway'],
  'notification-worker': ['postgres', 'redis', 'smtp'],
};

/** The peers of a process. */
export const peersOf = (label: string): readonly Peer[] =>
  PEERS[label.replace(/-\d+$/, '')] ?? ['postgres', 'redis'];
