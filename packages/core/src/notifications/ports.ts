import type {
  Channel,
  DueNotice,
  Locale,
  NoticeFacts,
  NoticeKey,
  PlannedNotice,
  ReservationNoticeFacts,
  Template,
} from './model.ts';
import type { NoticeView } from './notice-view.ts';

export type NoticeClaim =
  /** `attempt` counts from 1, without those whose message was not begun. */
  | {
      readonly kind: 'claimed';
      readonly attempt: number;
      readonly facts: NoticeFacts;
      /** Notices to this address on this channel within the last day. */
      readonly sentToday: number;
      /** Whether the fan switched this notice off on this channel. */
      readonly muted: boolean;
    }
  /** Claimed, but the events with its content cannot be read, at least not by this version. */
  | { readonly kind: 'unreadable'; readonly attempt: number; readonly cause: unknown }
  /** Another process is sending it, or died while sending less than a lease ago. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'sent' }
  /** The notice is no longer true and was given up. */
  | { readonly kind: 'lapsed' }
  | { readonly kind: 'unknown' };

/** `refused`: the carrier rejects it for good. `exhausted`: all attempts failed. */
export type GivenUp =
  | 'refused'
  | 'exhausted'
  | 'lapsed'
  | 'no_address'
  | 'sms_not_configured'
  | 'country_not_served'
  | 'unverified'
  | 'switched_off'
  | 'too_many';

/** Notices and the times of their next attempts. Sent and given-up notices are never due. */
export interface NoticeStore {
  /**
   * Stores the notices, one per channel that reaches the fan. Returns those neither sent nor given
   * up. If the queue loses one, it becomes due again.
   */
  plan(notices: readonly PlannedNotice[]): Promise<readonly DueNotice[]>;
  /** Claims the right to send a notice for a while; of several callers, one gets it. */
  claim(key: NoticeKey, leaseMs: number): Promise<NoticeClaim>;
  /** Marks the notice as sent: it is never claimed again. Returns its age in ms. */
  markSent(key: NoticeKey): Promise<number>;
  /** Releases the claim after a failed attempt. The notice is due again after the delay. */
  postpone(key: NoticeKey, delayMs: number): Promise<void>;
  /** The same for a notice whose message was not begun: the attempt does not count. */
  putBack(key: NoticeKey, delayMs: number): Promise<void>;
  /** Ends the attempts, unless a person requests another. */
  giveUp(key: NoticeKey, reason: GivenUp): Promise<void>;
  /**
   * Takes due notices, longest due first. Each is due again after `againMs`, so none blocks others.
   */
  takeDue(options: {
    readonly againMs: number;
    readonly limit: number;
    readonly channels: readonly Channel[];
  }): Promise<readonly DueNotice[]>;
}

export interface NoticeQueue {
  /** Queues notices. The same notices at the same attempts are queued once. */
  add(notices: readonly DueNotice[]): Promise<void>;
  /** The channels whose queue is short. */
  readyChannels(): Promise<readonly Channel[]>;
}

/** A notice in words. Only a mail has a subject and HTML. */
export interface NoticeWords {
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
}

/** Fills in the template of a notice. */
export type RenderNotice = (notice: {
  readonly template: Template;
  readonly channel: Channel;
  readonly locale: Locale;
  readonly view: NoticeView;
}) => NoticeWords;

/** A file of a mail. */
export interface Attachment {
  readonly filename: string;
  readonly contentType: string;
  /** In parts. Mails may share the first part. */
  readonly content: readonly Uint8Array[];
}

/**
 * Makes the files of a mail with tickets; none if the reservation has no tickets any more. Throws
 * if one cannot be made.
 */
export type MakeAttachments = (facts: ReservationNoticeFacts) => Promise<readonly Attachment[]>;

export interface Message extends NoticeWords {
  readonly attachments?: readonly Attachment[];
  /** The same for every attempt at a notice, so that a receiver can detect a repeat. */
  readonly id: string;
  readonly to: string;
}

/** The carrier rejects this message permanently, for example because the address does not exist. */
export class MessageRefused extends Error {
  override name = 'MessageRefused';
  readonly code = 'message_refused';
}

/** The message waited too long in this process for its turn, so that it was not begun. */
export class MessageNotBegun extends Error {
  override name = 'MessageNotBegun';
  readonly code = 'message_not_begun';
}

/**
 * Sends a message to the carrier. Throws `MessageRefused` if the carrier rejects it permanently,
 * `MessageNotBegun`, and another error if the carrier may not have accepted it.
 */
export type SendMessage = (message: Message) => Promise<void>;
