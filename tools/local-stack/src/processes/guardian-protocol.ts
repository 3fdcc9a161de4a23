import type { RunMember } from '../data-dir-lock.ts';

/** A server as the guardian runs it. Output goes to `logFile`; `uid` and `gid` as in spawn(2). */
export type ServerSpec = {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly logFile: string;
  readonly stopSignal: NodeJS.Signals;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
};

/** What the owner of a run tells its guardian, one JSON line each. Closing the pipe means: stop everything. */
export type GuardianCommand =
  | { readonly op: 'start'; readonly spec: ServerSpec }
  /** From now on the server is started again whenever it ends. */
  | { readonly op: 'keep'; readonly name: string }
  /** Stop this process too when the owner is gone. */
  | { readonly op: 'adopt'; readonly member: RunMember }
  | { readonly op: 'release'; readonly pid: number };

/** What the guardian reports, one JSON line each. */
export type GuardianEvent =
  | { readonly event: 'started'; readonly name: string; readonly pid: number }
  | {
      readonly event: 'exited';
      readonly name: string;
      readonly pid: number;
      readonly reason: string;
      readonly restarts: boolean;
    }
  | { readonly event: 'log'; readonly message: string };
