import { api } from './api.ts';
import { money } from './money.ts';
import type { Dashboard } from './panel.ts';
import { queues } from './queues.ts';
import { sale } from './sale.ts';
import { servers } from './servers.ts';

/** Every dashboard, in the order in which an operator needs them. */
export const DASHBOARDS: readonly Dashboard[] = [sale, queues, money, api, servers];
