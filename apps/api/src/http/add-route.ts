import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiDeps } from '../ports.ts';
import type { AppEnv } from './env.ts';

export type App = OpenAPIHono<AppEnv>;

/** Adds one route to the API. `K` names the ports that the route uses. */
export type AddRoute<K extends keyof ApiDeps = never> = (app: App, deps: Pick<ApiDeps, K>) => void;
