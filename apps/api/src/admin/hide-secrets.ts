const SECRET_MEMBERS = new Set(['queueToken', 'paymentKey', 'password', 'token', 'secret']);

/** A copy of a job's data to be shown to people: whatever could be used in someone's name is struck out. */
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
