const decoder = new TextDecoder('utf-8', { fatal: true });

/** Decodes UTF-8 without a byte order mark; null if the bytes are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array | ArrayBuffer): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}
