const SECRET_MEMBERS = new Set(['queueToken', 'paymentKey', 'password', 'token', 'secret']);

/**
 * Copies a job's data for display, without secrets that would let a reader impersonate its owner.
 */
export function hideSecrets(data: unknown): unknown {
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return data.map(hideSecrets);
  return Object.fromEntries(
    Object.entries(data).map(([name, member]) => [
      name,
      SECRET_MEMBERS.has(name) && member !== null ? '[hidden]' : hideSecrets(member),
    ]),
  );
}
