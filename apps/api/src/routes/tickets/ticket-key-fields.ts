import { z } from '@hono/zod-openapi';

/** The members of a public key of ticket codes, as a JWK (RFC 7517, RFC 8037). */
export const ticketKeyFields = {
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  alg: z.literal('EdDSA'),
  use: z.literal('sig'),
  kid: z.string(),
  x: z.string(),
};
