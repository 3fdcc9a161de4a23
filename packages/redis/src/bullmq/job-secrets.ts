import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hash,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { ok, type Result, refuse } from '@concert-mania/core/shared/result';

/** Encrypts the secret payload fields of jobs. */
export interface JobSecrets {
  /** Encrypts a text, bound to this field of this job. */
  seal(jobId: string, member: string, text: string): string;
  /** Null if the text was encrypted with an unknown secret, for another job, or not at all. */
  open(jobId: string, member: string, sealed: string): string | null;
  /**
   * The names of the known secrets, the encrypting one first. A name reveals nothing of its secret.
   */
  readonly keyNames: readonly string[];
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
/** The nonce begins with the key's name. Readers of earlier versions treat all of it as random. */
const NAME_BYTES = 4;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';
const PREFIX = 'sealed.';

/**
 * Encrypts with the first secret and decrypts with any, so that a secret can be replaced while jobs
 * wait. AES-256-GCM with a key per job and member, so that 8 random bytes of nonce suffice.
 */
export function makeJobSecrets(secrets: readonly string[]): JobSecrets {
  const masters = secrets.map((secret) =>
    createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', 'concert-mania job data', KEY_BYTES))),
  );
  const names = masters.map((master) => hash('sha256', master.export(), 'buffer').subarray(0, NAME_BYTES));
  const [first] = masters;
  const [firstName] = names;
  if (!first || !firstName) throw new RangeError('the list of job secrets is empty');
  return {
    keyNames: names.map((name) => name.toString('hex')),
    seal: (jobId, member, text) => {
      const nonce = Buffer.concat([firstName, randomBytes(NONCE_BYTES - NAME_BYTES)]);
      const cipher = createCipheriv(CIPHER, keyOf(first, jobId, member), nonce);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return PREFIX + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    open: (jobId, member, sealed) => {
      if (!sealed.startsWith(PREFIX)) return null;
      const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64url');
      if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
      for (const master of masters) {
        const text = decipher(keyOf(master, jobId, member), bytes);
        if (text !== null) return text;
      }
      return null;
    },
  };
}

// Key objects, because Node takes 8 µs to use a key that it gets as bytes, and 1 µs for an object.
const keyOf = (master: KeyObject, jobId: string, member: string): KeyObject =>
  createSecretKey(createHmac('sha256', master).update(`${jobId} ${member}`).digest());

function decipher(key: KeyObject, bytes: Buffer): string | null {
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const body = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  body.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const text = body.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8');
  try {
    return text + body.final('utf8');
  } catch {
    return null;
  }
}

type Members = Readonly<Record<string, unknown>>;

const isMembers = (payload: unknown): payload is Members =>
  typeof payload === 'object' && payload !== null && !Array.isArray(payload);

/** A copy of the payload with its secret fields encrypted; absent and null fields stay so. */
export function sealMembers<P extends Members>(
  secrets: JobSecrets,
  jobId: string,
  members: readonly string[],
  payload: P,
): P {
  const sealed: Record<string, string> = {};
  for (const member of members) {
    const text = payload[member];
    if (typeof text === 'string') sealed[member] = secrets.seal(jobId, member, text);
  }
  return { ...payload, ...sealed };
}

/** The name of the key that encrypted the text; arbitrary for texts from before keys had names. */
const keyNameOf = (sealed: string): string =>
  Buffer.from(sealed.slice(PREFIX.length), 'base64url').subarray(0, NAME_BYTES).toString('hex');

/** Undoes `sealMembers`. Throws an error with the key's name if a field cannot be decrypted. */
export function openMembers(
  secrets: JobSecrets,
  jobId: string,
  members: readonly string[],
  payload: unknown,
): Result<unknown, { readonly key: string }> {
  if (members.length === 0 || !isMembers(payload)) return ok(payload);
  const opened: Record<string, unknown> = { ...payload };
  for (const member of members) {
    const sealed = payload[member];
    if (typeof sealed !== 'string') continue;
    const text = secrets.open(jobId, member, sealed);
    if (text === null) return refuse({ key: keyNameOf(sealed) });
    opened[member] = text;
  }
  return ok(opened);
}
