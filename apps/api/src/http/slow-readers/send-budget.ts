export interface SendLimits {
  /** Bytes of large bodies being sent to one address group. */
  readonly groupBytes: number;
  /**
   * Bytes of distinct large bodies being sent. A body counts once, however many sockets send it.
   */
  readonly totalBytes: number;
}

export interface SendBudget {
  /**
   * Counts a body until the returned function is called. Null if the group is over its limit. If
   * the process is over its limit, the longest-running readers are cut.
   */
  open(group: string, body: Uint8Array, cut: () => void): (() => void) | null;
  /** The bytes of distinct bodies. */
  readonly heldBytes: number;
}

interface Sending {
  readonly group: string;
  readonly body: Uint8Array;
  readonly cut: () => void;
}

/**
 * Bounds the memory of slow readers: each version of a list is a buffer that lives until its last
 * reader has received it.
 */
export function makeSendBudget({ groupBytes, totalBytes }: SendLimits): SendBudget {
  const byGroup = new Map<string, number>();
  const readers = new Map<Uint8Array, number>();
  const sending = new Set<Sending>();
  let held = 0;

  const close = (one: Sending): void => {
    if (!sending.delete(one)) return;
    const { group, body } = one;
    const left = (byGroup.get(group) ?? 0) - body.length;
    if (left > 0) byGroup.set(group, left);
    else byGroup.delete(group);
    const others = (readers.get(body) ?? 0) - 1;
    if (others > 0) {
      readers.set(body, others);
      return;
    }
    readers.delete(body);
    held -= body.length;
  };
  const makeRoom = (): void => {
    for (const oldest of sending) {
      if (held <= totalBytes) return;
      close(oldest);
      oldest.cut();
    }
  };
  return {
    open: (group, body, cut) => {
      const ofGroup = (byGroup.get(group) ?? 0) + body.length;
      if (ofGroup > groupBytes) return null;
      const one = { group, body, cut };
      byGroup.set(group, ofGroup);
      if (!readers.has(body)) held += body.length;
      readers.set(body, (readers.get(body) ?? 0) + 1);
      makeRoom();
      sending.add(one);
      return () => close(one);
    },
    get heldBytes() {
      return held;
    },
  };
}
