const PAGE_POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data: blob:",
  'connect-src': "'self'",
  'manifest-src': "'self'",
  'form-action': "'self'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
  'require-trusted-types-for': "'script'",
  'trusted-types': "'none'",
};
const policyOf = (rules: Readonly<Record<string, string>>): string =>
  Object.entries(rules)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');

const HSTS = 'max-age=31536000';
/** Included in it if every subdomain of the host has TLS. */
export const HSTS_SUBDOMAINS = `${HSTS}; includeSubDomains`;

/**
 * Sent with every page and asset. `deploy/nginx/web.conf.template` has the same list; a test
 * compares them.
 * Pages load nothing from elsewhere and run no inline script. `blob:` shows QR codes.
 */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': policyOf(PAGE_POLICY),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': HSTS,
  'X-Content-Type-Options': 'nosniff',
};

/** The gate reads tickets with the camera, and works offline by a service worker of its own. */
export const GATE_HEADERS: Readonly<Record<string, string>> = {
  ...PAGE_HEADERS,
  'Content-Security-Policy': policyOf({
    ...PAGE_POLICY,
    'worker-src': "'self'",
    'trusted-types': 'gate-worker',
  }),
  'Permissions-Policy': 'camera=(self), geolocation=(), microphone=(), payment=()',
};

/** The name of a built script or style has a hash of its content. */
export const ASSET_CACHE = 'public, max-age=31536000, immutable';
/** A page is asked for again each time; unchanged it costs a 304. */
export const PAGE_CACHE = 'no-cache';
