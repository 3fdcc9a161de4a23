export interface SendLimits {
  /** Bytes of large bodies on their way to one address group. */
  readonly groupBytes: number;
  /** Bytes of different large bodies on their way to anybody: a body counts once, however many sockets send it. */
  readonly totalBytes: number;
}

export interface SendBudget {
  /**
   * Counts a body until the answer is called. Null where the group has too much on its way already. Where the process
   * keeps too many bodies, those who have been at it longest are cut.
   */
  open(group: string, body: Uint8Array, cut: () => void): (() => void) | null;
  /** Of different bodies. */
  readonly heldBytes: number;
}

interface Sending {
  readonly group: string;
  readonly body: Uint8Array;
  readonly cut: () => void;
}

/**
 * Bounds what readers who take their time make a process keep: every new version of a list is another buffer, which lives
 * as long as anybody still reads it.
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
