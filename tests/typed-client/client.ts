import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './api.d.ts';

export type Job = components['schemas']['Job'];

/** A client of the API whose every path, parameter, body and answer has the type that the document gives it. */
export function makeTypedClient(baseUrl: string): Client<paths> {
  return createClient<paths>({ baseUrl });
}
