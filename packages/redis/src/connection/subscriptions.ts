import type { RedisClient } from './connection.ts';

export interface Subscription {
  /** Resolves when Redis confirms the subscription. Messages sent before that may be lost. */
  readonly active: Promise<void>;
  stop(): void;
}

export interface Subscriptions<L> {
  listen(channel: string, listener: L): Subscription;
  /** Resolves when the subscription is active, with what ends it. Rejects if Redis refuses it. */
  subscribe(channel: string, listener: L): Promise<() => void>;
  /** Listens as long as the process runs. The time before the first subscription is a gap too. */
  follow(channel: string, listener: L): void;
  /** The listeners of all channels. */
  listeners(): readonly L[];
}

/**
 * Subscribes to a channel while it has listeners. `deliver` gets each message once, with all
 * listeners of its channel. The connection may be shared with other subscriptions.
 */
export function makeSubscriptions<L>(
  subscriber: Pick<RedisClient, 'on' | 'status' | 'subscribe' | 'unsubscribe'>,
  deliver: (text: string, listeners: readonly L[]) => void,
  /** Called when a new connection is subscribed: messages sent before may be lost. */
  onGap?: (listeners: readonly L[]) => void,
): Subscriptions<L> {
  const channels = new Map<string, Set<L>>();
  const listenersOf = (channel: string): readonly L[] => [...(channels.get(channel) ?? [])];

  subscriber.on('message', (channel: string, text: string) => {
    if (channels.has(channel)) deliver(text, listenersOf(channel));
  });
  const renew = (): void => {
    const names = [...channels.keys()];
    if (names.length === 0) return;
    subscriber.subscribe(...names).then(
      () => {
        for (const name of names) onGap?.(listenersOf(name));
      },
      () => {
        // The connection broke again. The next one is subscribed in the same way.
      },
    );
  };
  if (onGap) subscriber.on('ready', renew);

  const listen = (channel: string, listener: L): Subscription => {
    const listeners = channels.get(channel) ?? new Set<L>();
    channels.set(channel, listeners.add(listener));
    const stop = (): void => {
      listeners.delete(listener);
      if (listeners.size > 0 || channels.get(channel) !== listeners) return;
      channels.delete(channel);
      subscriber.unsubscribe(channel).catch(() => {
        // The connection broke. A new one subscribes only to channels with listeners.
      });
    };
    // Sent for every listener: an earlier confirmation may be that of a lost connection.
    const active = subscriber.subscribe(channel).then(() => undefined);
    return { active, stop };
  };
  return {
    listen,
    listeners: () => [...channels.values()].flatMap((listeners) => [...listeners]),
    follow: (channel, listener) => {
      // Without a connection, the 'ready' event reports the gap.
      const isConnected = subscriber.status === 'ready';
      listen(channel, listener).active.then(
        () => isConnected && onGap?.([listener]),
        () => undefined,
      );
    },
    subscribe: async (channel, listener) => {
      const { active, stop } = listen(channel, listener);
      try {
        await active;
      } catch (error) {
        stop();
        throw error;
      }
      return stop;
    },
  };
}
