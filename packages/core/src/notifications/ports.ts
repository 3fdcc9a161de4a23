import type { NoticeFacts, NoticeKey, PlannedNotice } from './model.ts';

export type NoticeClaim =
  | { readonly kind: 'claimed'; readonly facts: NoticeFacts }
  /** Somebody is sending it right now, or died while doing so less than a lease ago. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'sent' }
  | { readonly kind: 'unknown' };

export interface NoticeStore {
  /**
   * Notes the notices, one per channel that reaches the fan, and answers those not sent yet: all of them the first
   * time, and what is left when it is asked again.
   */
  plan(notices: readonly PlannedNotice[]): Promise<readonly NoticeKey[]>;
  /** Takes the sole right to send a notice for a while; of several who ask at once, one gets it. */
  claim(key: NoticeKey, leaseMs: number): Promise<NoticeClaim>;
  /** From here on the notice counts as sent and is never claimed again. */
  markSent(key: NoticeKey): Promise<void>;
  /** Gives the claim back after a failed attempt, so that the next one need not wait for the lease. */
  release(key: NoticeKey): Promise<void>;
  /** Notices that have been waiting for longer than `olderThanMs`, for a queue that has forgotten them; oldest first. */
  findUnsent(options: {
    readonly olderThanMs: number;
    readonly limit: number;
  }): Promise<readonly NoticeKey[]>;
}

export interface NoticeQueue {
  /** Queues notices for sending. One that is in the queue already stays one. */
  add(keys: readonly NoticeKey[]): Promise<void>;
}

export interface Message {
  /** The same for every attempt at the same notice, so that a receiver can tell a repeat. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Hands a message over to whoever carries it. Throws when it was not accepted, or when that is not known. */
export type SendMessage = (message: Message) => Promise<void>;
