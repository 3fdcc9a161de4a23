import type { Scan, ScanStore } from '../scans/scan.ts';

const NAME = 'gate';
const VERSION = 1;
const SCANS = 'scans';
const VALUES = 'values';
/** Recorded scans are kept this long, to tell when and where a ticket was used. */
const KEPT_MS = 2 * 86_400_000;

/** Scans, and values by name, in the storage of the browser. */
export interface DeviceStore extends ScanStore {
  readonly read: <T>(key: string) => Promise<T | undefined>;
  readonly write: (key: string, value: unknown) => Promise<void>;
}

const resultOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const endOf = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, VERSION);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(SCANS, { keyPath: 'scanId' });
    request.result.createObjectStore(VALUES);
  };
  return resultOf(request);
}

/** Opens what this device keeps, and removes recorded scans of earlier days. */
export async function openDeviceStore(nowMs: number): Promise<DeviceStore> {
  const database = await openDatabase();
  const change = async (store: string, write: (store: IDBObjectStore) => void) => {
    const transaction = database.transaction(store, 'readwrite', { durability: 'strict' });
    write(transaction.objectStore(store));
    await endOf(transaction);
  };
  const all = async () => {
    const scans = await resultOf<Scan[]>(database.transaction(SCANS).objectStore(SCANS).getAll());
    return scans.sort((a, b) => a.at.localeCompare(b.at));
  };
  const old = (await all()).filter(
    ({ at, recorded }) => recorded !== null && Date.parse(at) < nowMs - KEPT_MS,
  );
  await change(SCANS, (scans) => {
    for (const { scanId } of old) scans.delete(scanId);
  });
  return {
    all,
    put: (changed) =>
      change(SCANS, (scans) => {
        for (const scan of changed) scans.put(scan);
      }),
    read: (key) => resultOf(database.transaction(VALUES).objectStore(VALUES).get(key)),
    write: (key, value) => change(VALUES, (values) => values.put(value, key)),
  };
}
