import type { components } from '@concert-mania/client/api.d';
import type { BadgeProps } from '../shell/parts/states.tsx';

type ReservationStatus = components['schemas']['ReservationStatus'];
type TicketStatus = components['schemas']['TicketStatus'];
type PaymentStatus = components['schemas']['PaymentStatus'];
type BadgeKind = NonNullable<BadgeProps['kind']>;

/** The weight of each state; its words are in texts.ts. */
export const STATUS_KINDS: Readonly<Record<ReservationStatus, BadgeKind>> = {
  held: 'warning',
  paying: 'info',
  confirmed: 'success',
  cancelling: 'info',
  cancelled: 'neutral',
  expired: 'neutral',
  released: 'neutral',
  payment_failed: 'error',
};

export const TICKET_KINDS: Readonly<Record<TicketStatus, BadgeKind>> = {
  valid: 'success',
  used: 'neutral',
  void: 'error',
};

export const PAYMENT_KINDS: Readonly<Record<PaymentStatus, BadgeKind>> = {
  in_progress: 'info',
  completed: 'success',
  failed: 'error',
  cancelled: 'neutral',
  partially_cancelled: 'neutral',
};

export interface TimelineEvent {
  readonly type: string;
  readonly at: string;
}

/** The events that have words, in order. The API may add others, which a fan need not see. */
export const tellTimeline = (
  timeline: readonly TimelineEvent[],
  words: Readonly<Record<string, string>>,
): readonly { readonly words: string; readonly at: string }[] =>
  timeline.flatMap(({ type, at }) => {
    const known = Object.hasOwn(words, type) ? words[type] : undefined;
    return known === undefined ? [] : [{ words: known, at }];
  });
