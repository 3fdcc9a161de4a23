const SCRIPT = '/gate-worker.js';

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): {
    createScriptURL(url: string): string;
  };
}

/** Registers the service worker. The page's content policy knows this one trusted script. */
export function startWorker(): void {
  if (!('serviceWorker' in navigator)) return;
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  const policy = trustedTypes?.createPolicy('gate-worker', { createScriptURL: () => SCRIPT });
  const url = policy?.createScriptURL(SCRIPT) ?? SCRIPT;
  // Without it the page works while there is a network.
  navigator.serviceWorker.register(url, { scope: '/gate' }).catch(() => undefined);
}
