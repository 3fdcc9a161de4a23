import type { DueNotice, NoticeFacts, NoticeKey, PlannedNotice } from './model.ts';

export type NoticeClaim =
  /** `attempt` counts from 1. */
  | {
      readonly kind: 'claimed';
      readonly attempt: number;
      readonly facts: NoticeFacts;
      /** Notices that this address had on this channel within the last day. */
      readonly sentToday: number;
    }
  /** Somebody is sending it right now, or died while doing so less than a lease ago. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'sent' }
  /** It is no longer true, and is given up. */
  | { readonly kind: 'lapsed' }
  | { readonly kind: 'unknown' };

/** `refused`: the carrier rejects it for good. `exhausted`: all attempts failed. */
export type GivenUp =
  | 'refused'
  | 'exhausted'
  | 'lapsed'
  | 'no_address'
  | 'country_not_served'
  | 'unverified'
  | 'too_many';

/** Notices and the time of their next attempt. Sent and given-up notices are never due. */
export interface NoticeStore {
  /**
   * Stores the notices, one per channel that reaches the fan. Answers those that are neither sent
   * nor given up. They become due by themselves if the queue loses them.
   */
  plan(notices: readonly PlannedNotice[]): Promise<readonly DueNotice[]>;
  /** Takes the sole right to send a notice for a while; of several who ask at once, one gets it. */
  claim(key: NoticeKey, leaseMs: number): Promise<NoticeClaim>;
  /** From here on the notice counts as sent and is never claimed again. */
  markSent(key: NoticeKey): Promise<void>;
  /** Gives the claim back after a failed attempt; the notice is due again after the delay. */
  postpone(key: NoticeKey, delayMs: number): Promise<void>;
  /** Ends the attempts, unless a person requests another one. */
  giveUp(key: NoticeKey, reason: GivenUp): Promise<void>;
  /**
   * Takes due notices, the longest due first. Each is due again after `againMs`, so that none
   * blocks the others.
   */
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
 * Hands a message to the carrier. Throws `MessageRefused` if the carrier rejects it for good, and
 * any other error if it may not have been accepted.
 */
export type SendMessage = (message: Message) => Promise<void>;
