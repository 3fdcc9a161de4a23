/**
 * Sent with every page and asset. `deploy/nginx/web.conf` has the same list; a test compares them.
 * Pages load nothing from elsewhere and run no inline script. `blob:` shows QR codes.
 */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** The gate reads tickets with the camera. */
export const GATE_PERMISSIONS = 'camera=(self), geolocation=(), microphone=(), payment=()';

/** The name of a built script or style has a hash of its content. */
export const ASSET_CACHE = 'public, max-age=31536000, immutable';
/** A page is asked for again each time; unchanged it costs a 304. */
export const PAGE_CACHE = 'no-cache';
