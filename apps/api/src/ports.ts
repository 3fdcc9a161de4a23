import type { FindJob } from '@concert-mania/core/jobs/find-job';
import type { CommandQueue } from '@concert-mania/core/jobs/ports';
import type { Clock } from '@concert-mania/core/shared/clock';
import type { Logger } from '@concert-mania/runtime/logger';
import type { SignedInAccount } from './env.ts';

/** What the API needs from outside. Ports only: adapters are built in `main.ts`. One line per subject. */
export interface ApiDeps {
  readonly log: Logger;
  readonly clock: Clock;
  /** Aborts when the process begins to stop: open streams end, long polls answer. */
  readonly closing: AbortSignal;
  /** Whether a fault means that PostgreSQL or Redis is away, which a client may retry. */
  readonly isUnavailable: (error: unknown) => boolean;
  /** Answers whether every dependency can be reached. */
  readonly isReady: () => Promise<boolean>;
  readonly observeRequest: (route: string, method: string, status: number, durationSeconds: number) => void;
  readonly verifyAccessToken: (token: string) => Promise<SignedInAccount | null>;
  readonly commands: CommandQueue;
  readonly findJob: FindJob;
}
