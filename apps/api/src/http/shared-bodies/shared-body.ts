import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Encoding } from './accept-encoding.ts';
import { contentEtag } from './conditional.ts';

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);
/** Smaller bodies gain nothing from compression. */
const WORTH_COMPRESSING_BYTES = 1024;

/** Compression effort: seat lists change within seconds, documents never do. */
export type Effort = 'quick' | 'thorough';
const BROTLI_QUALITY = { quick: 2, thorough: 9 } as const;
const GZIP_LEVEL = { quick: 3, thorough: 9 } as const;

/** A response body that many sockets send at once. Compressed once for each requested encoding. */
export interface SharedBody {
  /** The entity tag of the plain form, in quotes. */
  readonly etag: string;
  readonly plain: Buffer;
  /** True if it has compressed forms. */
  readonly compressible: boolean;
  /** The bytes of all its forms so far. */
  readonly heldBytes: number;
  in(encoding: Encoding): Buffer | Promise<Buffer>;
}

/**
 * Shares a body. Its entity tag is its version, or a hash of its bytes where there is no version.
 */
export function shareBody(
  plain: Buffer,
  { etag = contentEtag(plain), effort = 'quick' as Effort, onGrown = (): void => undefined } = {},
): SharedBody {
  const forms = new Map<Encoding, Buffer | Promise<Buffer>>();
  const compressible = plain.length >= WORTH_COMPRESSING_BYTES;
  let heldBytes = plain.length;
  const compress = (encoding: 'br' | 'gzip'): Promise<Buffer> => {
    const compressed =
      encoding === 'br'
        ? compressBrotli(plain, { params: brotliParams(plain, effort) })
        : compressGzip(plain, { level: GZIP_LEVEL[effort] });
    return compressed.then((form) => {
      forms.set(encoding, form);
      heldBytes += form.length;
      onGrown();
      return form;
    });
  };
  return {
    etag,
    plain,
    compressible,
    get heldBytes() {
      return heldBytes;
    },
    in: (encoding) => {
      if (encoding === 'identity' || !compressible) return plain;
      const known = forms.get(encoding);
      if (known !== undefined) return known;
      const started = compress(encoding);
      forms.set(encoding, started);
      started.catch(() => forms.delete(encoding));
      return started;
    },
  };
}

const brotliParams = (plain: Buffer, effort: Effort): Record<number, number> => ({
  [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY[effort],
  [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
});
