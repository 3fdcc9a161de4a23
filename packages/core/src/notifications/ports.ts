import type { DueNotice, NoticeFacts, NoticeKey, PlannedNotice } from './model.ts';

export type NoticeClaim =
  /** `attempt` counts from 1. */
  | { readonly kind: 'claimed'; readonly attempt: number; readonly facts: NoticeFacts }
  /** Somebody is sending it right now, or died while doing so less than a lease ago. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'sent' }
  /** It is not true any more; it counts as given up. */
  | { readonly kind: 'lapsed' }
  | { readonly kind: 'unknown' };

/** `refused`: the carrier says that it will never take it; `exhausted`: it was tried as often as is worth it. */
export type GivenUp = 'refused' | 'exhausted' | 'lapsed' | 'no_address';

/** Notices, and when each is tried next. What is sent or given up is not due any more. */
export interface NoticeStore {
  /**
   * Notes the notices, one per channel that reaches the fan, and answers those that are neither sent nor given up: all of them
   * the first time, and what is left when it is asked again. They become due by themselves when the queue loses them.
   */
  plan(notices: readonly PlannedNotice[]): Promise<readonly DueNotice[]>;
  /** Takes the sole right to send a notice for a while; of several who ask at once, one gets it. */
  claim(key: NoticeKey, leaseMs: number): Promise<NoticeClaim>;
  /** From here on the notice counts as sent and is never claimed again. */
  markSent(key: NoticeKey): Promise<void>;
  /** Gives the claim back after a failed attempt; the notice is due again after the delay. */
  postpone(key: NoticeKey, delayMs: number): Promise<void>;
  /** The notice is not tried any more, unless a person asks for it. */
  giveUp(key: NoticeKey, reason: GivenUp): Promise<void>;
  /** Notices that are due, longest due first. Each is due again after `againMs`, so that no other waits behind it. */
  takeDue(options: { readonly againMs: number; readonly limit: number }): Promise<readonly DueNotice[]>;
}

export interface NoticeQueue {
  /** Queues notices for sending. The same attempt at the same notice, queued twice, is one. */
  add(notices: readonly DueNotice[]): Promise<void>;
}

export interface Message {
  /** The same for every attempt at the same notice, so that a receiver can tell a repeat. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** The carrier refuses this message for good: the address does not exist, say. */
export class MessageRefused extends Error {
  override name = 'MessageRefused';
  readonly code = 'message_refused';
}

/**
 * Hands a message over to whoever carries it. Throws `MessageRefused` when it never will be accepted, and anything else when it was
 * not accepted now, or when that is not known.
 */
export type SendMessage = (message: Message) => Promise<void>;
