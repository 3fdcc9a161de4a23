import { makeReadTicket } from '../deciding/read-ticket.ts';
import type { DeviceStore } from '../offline/device-store.ts';
import { type KeptList, ticketsOf } from '../offline/gate-list.ts';
import { loadList } from '../offline/load-list.ts';
import { type KeptPost, LIST_KEY } from '../post.ts';
import { type CheckIns, type GateState, makeCheckIns } from '../scans/check-ins.ts';
import { record, recordMany } from '../scans/record.ts';

export interface OpenGate {
  readonly checkIns: CheckIns;
  readonly list: () => KeptList;
  /** Asks whether the list of tickets is still right. Throws when the API gives no answer. */
  readonly reloadList: () => Promise<void>;
}

/** Opens the check-ins of a post with the scans and the list that the device keeps. */
export async function openGate(
  device: DeviceStore,
  { performanceId, gate }: KeptPost,
  startsOnline: boolean,
  onChange: (state: GateState) => void,
): Promise<OpenGate> {
  const stored = await device.read<KeptList>(LIST_KEY);
  let kept = stored?.performanceId === performanceId ? stored : await loadList(performanceId, null);
  let tickets = ticketsOf(kept);
  let readTicket = makeReadTicket(kept.keys);
  const checkIns = await makeCheckIns({
    post: { performanceId, gate },
    startsOnline,
    store: device,
    readTicket: (code) => readTicket(code),
    list: () => tickets,
    record,
    recordMany,
    nowMs: () => Date.now() + kept.clockAheadMs,
    newId: () => crypto.randomUUID(),
    onChange,
  });
  return {
    checkIns,
    list: () => kept,
    reloadList: async () => {
      const next = await loadList(performanceId, kept);
      await device.write(LIST_KEY, next);
      if (next.etag !== kept.etag) {
        tickets = ticketsOf(next);
        readTicket = makeReadTicket(next.keys);
      }
      kept = next;
    },
  };
}
