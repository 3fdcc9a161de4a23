import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiDeps } from '../ports.ts';
import type { AppEnv } from './env.ts';

export type App = OpenAPIHono<AppEnv>;

/** Adds one route to the API, over the ports it needs. */
export type AddRoute = (app: App, deps: ApiDeps) => void;
